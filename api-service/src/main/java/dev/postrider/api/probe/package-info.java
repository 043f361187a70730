/**
 * Probes of disabled webhooks: whether an endpoint that had failed takes a request again. Runs by itself; only webhooks whose
 * owners ask for it are probed.
 */
@NullMarked
package dev.postrider.api.probe;

import org.jspecify.annotations.NullMarked;
