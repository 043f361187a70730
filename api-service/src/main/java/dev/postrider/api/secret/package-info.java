/**
 * Secrets at rest: the master keys, and what is sealed with them in tables. Called by the features whose rows have secrets; never prints one.
 */
@NullMarked
package dev.postrider.api.secret;

import org.jspecify.annotations.NullMarked;
