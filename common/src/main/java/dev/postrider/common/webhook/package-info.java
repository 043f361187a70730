/**
 * Webhooks as the dispatcher needs them, and the rules of their fields. Called by api-service, which applies the rules, and the dispatcher; never prints a secret.
 */
@NullMarked
package dev.postrider.common.webhook;

import org.jspecify.annotations.NullMarked;
