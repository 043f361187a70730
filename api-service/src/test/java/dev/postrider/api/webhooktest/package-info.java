/**
 * Tests of the package of the same name.
 */
@NullMarked
package dev.postrider.api.webhooktest;

import org.jspecify.annotations.NullMarked;
