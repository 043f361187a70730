package dev.postrider.dispatcher.fanout;

import java.time.Duration;

/**
 * The limits of fan-out.
 *
 * @param maxUnacknowledged records produced and not yet acknowledged before fan-out waits for them
 * @param viewTimeout how long the view of webhooks may take to reach the topic's end before the batch is tried again
 * @param ackTimeout longer than the producer tries by itself
 * @param retryDelay before what the broker refused is sent again
 */
public record FanOutSettings(int maxUnacknowledged, Duration viewTimeout, Duration ackTimeout, Duration retryDelay) {}
