/**
 * Tests of the package of the same name.
 */
@NullMarked
package dev.postrider.api.access;

import org.jspecify.annotations.NullMarked;
