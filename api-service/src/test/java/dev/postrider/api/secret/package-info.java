/**
 * Secrets at rest, from outside.
 */
@NullMarked
package dev.postrider.api.secret;

import org.jspecify.annotations.NullMarked;
