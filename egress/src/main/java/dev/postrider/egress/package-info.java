/**
 * The sender's port: what a request is, what its settings are, and that every trouble comes back as an outcome. Called by
 * the dispatcher and by api-service for tests of webhooks; never retries, never follows a redirect, never logs a payload.
 */
@NullMarked
package dev.postrider.egress;

import org.jspecify.annotations.NullMarked;
