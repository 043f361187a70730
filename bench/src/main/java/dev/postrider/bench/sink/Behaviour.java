package dev.postrider.bench.sink;

import java.time.Duration;

/** What the sink does with a request. */
public sealed interface Behaviour {
    /** 200 without a body, at once. */
    record Answer() implements Behaviour {}

    /** 503 without a body, at once. */
    record Refuse() implements Behaviour {}

    /** Nothing, until the client gives up. */
    record Hang() implements Behaviour {}

    /** 200 without a body, after a while. */
    record Delay(Duration by) implements Behaviour {}

    /** 200, and a body that comes a byte at a time and never ends. */
    record Drip(Duration every) implements Behaviour {}

    /** {@code answer}, {@code refuse}, {@code hang}, {@code delay:<ms>} or {@code drip:<ms>}. */
    static Behaviour parse(String text) {
        String[] parts = text.split(":");
        return switch (parts[0]) {
            case "answer" -> new Answer();
            case "refuse" -> new Refuse();
            case "hang" -> new Hang();
            case "delay" -> new Delay(Duration.ofMillis(Long.parseLong(parts[1])));
            case "drip" -> new Drip(Duration.ofMillis(Long.parseLong(parts[1])));
            default -> throw new IllegalArgumentException("no behaviour: " + text);
        };
    }

    /** What {@link #parse} reads. */
    default String text() {
        return switch (this) {
            case Answer() -> "answer";
            case Refuse() -> "refuse";
            case Hang() -> "hang";
            case Delay(Duration by) -> "delay:" + by.toMillis();
            case Drip(Duration every) -> "drip:" + every.toMillis();
        };
    }
}
