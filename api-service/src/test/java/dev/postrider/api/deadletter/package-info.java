/**
 * Tests of the package of the same name.
 */
@NullMarked
package dev.postrider.api.deadletter;

import org.jspecify.annotations.NullMarked;
