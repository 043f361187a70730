/**
 * Tests of the package of the same name.
 */
@NullMarked
package dev.postrider.api.job;

import org.jspecify.annotations.NullMarked;
