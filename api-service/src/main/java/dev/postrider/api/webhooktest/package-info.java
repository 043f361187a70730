/**
 * Tests of webhooks: one real, signed request, made now. Called by integrators; moves no counter of deliveries.
 */
@NullMarked
package dev.postrider.api.webhooktest;

import org.jspecify.annotations.NullMarked;
