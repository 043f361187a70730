/**
 * Challenges of URLs: whether whoever answers at a webhook's URL wants its events. Runs by itself, and when a user asks; only
 * in organizations that want it.
 */
@NullMarked
package dev.postrider.api.challenge;

import org.jspecify.annotations.NullMarked;
