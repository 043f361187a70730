package dev.postrider.egress.exchange;

import dev.postrider.common.delivery.AttemptOutcome;
import java.util.ArrayList;
import java.util.List;

/**
 * The exchanges that have not ended, in no order: adding and removing are a few instructions, and all deadlines are looked at
 * together every few milliseconds, which for thousands of exchanges costs less than a timer for each.
 */
final class UnderWay {
    /** The position of an exchange that is not here. */
    static final int NOWHERE = -1;

    private final List<Exchange> exchanges = new ArrayList<>();

    void add(Exchange exchange) {
        exchange.setPosition(exchanges.size());
        exchanges.add(exchange);
    }

    /** The last one takes its place. */
    void remove(Exchange exchange) {
        if (exchange.position() == NOWHERE) {
            return;
        }
        Exchange last = exchanges.removeLast();
        if (last != exchange) {
            exchanges.set(exchange.position(), last);
            last.setPosition(exchange.position());
        }
        exchange.setPosition(NOWHERE);
    }

    boolean isEmpty() {
        return exchanges.isEmpty();
    }

    /** Ends those whose deadline has passed. Backwards, since each that ends is replaced by one already looked at. */
    void timeOut(long now) {
        for (int i = exchanges.size() - 1; i >= 0; i--) {
            if (i < exchanges.size() && exchanges.get(i).isDue(now)) {
                exchanges.get(i).timeOut();
            }
        }
    }

    void abandonAll(AttemptOutcome outcome) {
        while (!exchanges.isEmpty()) {
            exchanges.getLast().abandon(outcome);
        }
    }
}
