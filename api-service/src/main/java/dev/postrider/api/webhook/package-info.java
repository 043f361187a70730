/**
 * Webhooks over REST: their rules, their rows and their way to the dispatcher. Called by integrators; never shows a secret after its creation.
 */
@NullMarked
package dev.postrider.api.webhook;

import org.jspecify.annotations.NullMarked;
