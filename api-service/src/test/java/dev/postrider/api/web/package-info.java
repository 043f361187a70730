/**
 * Tests of the package of the same name.
 */
@NullMarked
package dev.postrider.api.web;

import org.jspecify.annotations.NullMarked;
