/**
 * Verifies deliveries in the programs that receive them. Called by those; depends on nothing but the platform, opens nothing,
 * and never tells anyone a key.
 */
@NullMarked
package dev.postrider.client.verification;

import org.jspecify.annotations.NullMarked;
