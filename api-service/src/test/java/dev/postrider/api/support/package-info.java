/**
 * The service under test on a real broker and a real database. Called by all integration tests.
 */
@NullMarked
package dev.postrider.api.support;

import org.jspecify.annotations.NullMarked;
