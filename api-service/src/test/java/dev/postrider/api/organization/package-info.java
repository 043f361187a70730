/**
 * Tests of the package of the same name.
 */
@NullMarked
package dev.postrider.api.organization;

import org.jspecify.annotations.NullMarked;
