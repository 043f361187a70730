package dev.postrider.api.deliverylog;

import dev.postrider.common.delivery.CancelReason;
import dev.postrider.common.delivery.DeadReason;
import dev.postrider.common.delivery.HeldReason;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Every reason that a delivery can have, and the one status that it goes with. */
public final class DeliveryReasons {
    /** Why a delivery that only tests its endpoint is dead: nobody retries it. */
    static final String TEST_FAILED = "test_failed";

    /** The same of one that finds out whether a disabled webhook's endpoint works again. */
    static final String PROBE_FAILED = "probe_failed";

    private static final Map<String, DeliveryStatus> STATUSES = statuses();

    private DeliveryReasons() {}

    private static Map<String, DeliveryStatus> statuses() {
        Map<String, DeliveryStatus> statuses = new TreeMap<>();
        Arrays.stream(HeldReason.values()).forEach(reason -> statuses.put(reason.text(), DeliveryStatus.HELD));
        Arrays.stream(DeadReason.values()).forEach(reason -> statuses.put(reason.text(), DeliveryStatus.DEAD));
        Arrays.stream(CancelReason.values()).forEach(reason -> statuses.put(reason.text(), DeliveryStatus.CANCELLED));
        statuses.put(TEST_FAILED, DeliveryStatus.DEAD);
        statuses.put(PROBE_FAILED, DeliveryStatus.DEAD);
        return statuses;
    }

    /** The status of deliveries with this reason; empty if there is no such reason. */
    static Optional<DeliveryStatus> status(String reason) {
        return Optional.ofNullable(STATUSES.get(reason));
    }

    /** Whether dead letters may have this reason. */
    public static boolean isOfDeadLetters(String reason) {
        return STATUSES.get(reason) == DeliveryStatus.DEAD
                && !reason.equals(TEST_FAILED)
                && !reason.equals(PROBE_FAILED);
    }

    /** Those reasons, for messages. */
    public static String namesOfDeadLetters() {
        return STATUSES.keySet().stream()
                .filter(DeliveryReasons::isOfDeadLetters)
                .collect(Collectors.joining(", "));
    }

    /** All reasons, for messages. */
    static String names() {
        return String.join(", ", STATUSES.keySet());
    }
}
