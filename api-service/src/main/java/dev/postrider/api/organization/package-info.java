/**
 * Organizations: who the webhooks, keys and events belong to. Called by platform administrators over REST and by authentication; never sees a webhook.
 */
@NullMarked
package dev.postrider.api.organization;

import org.jspecify.annotations.NullMarked;
