/**
 * Fan-out: events to deliveries, by the view of webhooks. One thread owns the consumer and makes slices of bounded size, each acknowledged and committed before the next. Started by the service; never parses or changes an event's data.
 */
@NullMarked
package dev.postrider.dispatcher.fanout;

import org.jspecify.annotations.NullMarked;
