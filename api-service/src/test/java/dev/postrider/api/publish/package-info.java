/**
 * Tests of the package of the same name.
 */
@NullMarked
package dev.postrider.api.publish;

import org.jspecify.annotations.NullMarked;
