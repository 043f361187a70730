/**
 * Tests of webhooks: one real, signed request, made now. Called by integrators; moves no counter of deliveries. Also called by the probe of disabled webhooks.
 */
@NullMarked
package dev.postrider.api.webhooktest;

import org.jspecify.annotations.NullMarked;
