package dev.postrider.dispatcher.fanout;

import dev.postrider.common.event.Event;
import dev.postrider.common.wire.InternalEvent;
import dev.postrider.common.wire.InternalEvent.Replay;
import org.jspecify.annotations.Nullable;

/** What a record of a topic of events asks for. */
sealed interface Incoming {
    /**
     * To be delivered now.
     *
     * @param replay the one webhook that it is for; null for all that it matches
     */
    record Deliver(Event event, @Nullable Replay replay) implements Incoming {}

    /**
     * To come again when it is due.
     *
     * @param released as it is to come; its event's time is when
     */
    record Wait(InternalEvent released) implements Incoming {}

    /** Nothing any more: it was cancelled. */
    record Drop() implements Incoming {}
}
