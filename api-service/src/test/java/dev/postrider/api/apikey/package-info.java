/**
 * Tests of the package of the same name.
 */
@NullMarked
package dev.postrider.api.apikey;

import org.jspecify.annotations.NullMarked;
