/**
 * Scheduled events that are cancelled before they go. Called over REST; what is cancelled stands on the topic of webhooks, where
 * fan-out looks before it lets a scheduled event out.
 */
@NullMarked
package dev.postrider.api.scheduling;

import org.jspecify.annotations.NullMarked;
