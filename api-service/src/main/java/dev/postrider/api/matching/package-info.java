/**
 * What fan-out knew when it matched an event: webhooks as they were published, and its rounds. Written by whoever publishes webhooks and by
 * the delivery log; asked by the routes of events. Knows neither.
 */
@NullMarked
package dev.postrider.api.matching;

import org.jspecify.annotations.NullMarked;
