/**
 * Fan-out: events to deliveries, by the view of webhooks. Called by a spring-kafka batch container on its one thread; never parses or changes an event's data.
 */
@NullMarked
package dev.postrider.dispatcher.fanout;

import org.jspecify.annotations.NullMarked;
