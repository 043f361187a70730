/**
 * Tests of the package of the same name.
 */
@NullMarked
package dev.postrider.api.webhook;

import org.jspecify.annotations.NullMarked;
