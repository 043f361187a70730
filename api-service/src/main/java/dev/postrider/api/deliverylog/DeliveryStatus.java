package dev.postrider.api.deliverylog;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** What has become of a delivery, in the order in which one outranks another in the same slot. */
public enum DeliveryStatus {
    /** Its next attempt has no due time: it waits for its turn. */
    PENDING(0),
    /** Its next attempt has a due time. */
    RETRYING(1),
    /** It waits without a due time, for a reason. */
    HELD(1),
    DEAD(2),
    CANCELLED(3),
    DELIVERED(4);

    private final int rank;

    DeliveryStatus(int rank) {
        this.rank = rank;
    }

    int rank() {
        return rank;
    }

    /** Whether nothing more happens by itself. */
    public boolean isFinal() {
        return switch (this) {
            case PENDING, RETRYING, HELD -> false;
            case DEAD, CANCELLED, DELIVERED -> true;
        };
    }

    /** The name in the API and in the database. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Optional<DeliveryStatus> find(String text) {
        return Arrays.stream(values())
                .filter(status -> status.text().equals(text))
                .findFirst();
    }

    /** All names, for messages. */
    static String names() {
        return Arrays.stream(values()).map(DeliveryStatus::text).collect(Collectors.joining(", "));
    }
}
