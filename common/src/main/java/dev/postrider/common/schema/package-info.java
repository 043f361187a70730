/**
 * JSON Schemas of event types: which are taken, and whether an event's data satisfies one, in bounded time and without fetching anything. Called where events are taken, by REST and in fan-out; never used by the producer library.
 */
@NullMarked
package dev.postrider.common.schema;

import org.jspecify.annotations.NullMarked;
