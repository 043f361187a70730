package dev.postrider.common.wire;

import java.time.Instant;
import java.util.List;

/**
 * That events were fanned out, those that nobody wanted among them, and by which view of webhooks: the answer to why a webhook
 * did not get an event starts here.
 *
 * @param webhooksOffset the view held at least all of the topic of webhooks below this offset
 * @param spans which events
 */
public record FanOutRound(Instant at, long webhooksOffset, List<Span> spans) {
    public FanOutRound {
        spans = List.copyOf(spans);
    }

    /**
     * Events of one partition.
     *
     * @param from the first offset
     * @param to one past the last
     */
    public record Span(String topic, int partition, long from, long to) {}
}
