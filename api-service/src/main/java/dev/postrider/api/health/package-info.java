/**
 * Health on the port that users know; the rest of actuator is on the management port. Called by whoever watches the service; decides nothing.
 */
@NullMarked
package dev.postrider.api.health;

import org.jspecify.annotations.NullMarked;
