package dev.postrider.common.metric;

import dev.postrider.common.delivery.CancelReason;
import dev.postrider.common.delivery.DeadReason;
import dev.postrider.common.delivery.FailureKind;
import dev.postrider.common.delivery.HeldReason;
import dev.postrider.common.event.RejectionReason;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What a metric is divided by: never a webhook, an organization or a URL, so that the number of series has a bound. */
public enum MetricLabel {
    OUTCOME(
            "outcome",
            Stream.concat(
                            Stream.of("success", "redirect", "client_error", "throttled", "server_error"),
                            texts(FailureKind.values(), FailureKind::text))
                    .toList()),
    DEAD_REASON("reason", texts(DeadReason.values(), DeadReason::text).toList()),
    HELD_REASON("reason", texts(HeldReason.values(), HeldReason::text).toList()),
    CANCEL_REASON("reason", texts(CancelReason.values(), CancelReason::text).toList()),
    SKIP_REASON("reason", List.of("invalid_event", "unreadable", "unwritable", "other_day")),
    REJECTION("reason", texts(RejectionReason.values(), RejectionReason::text).toList()),
    HELD("held", List.of("no", "yes")),
    BREAKER("state", List.of("closed", "open", "half_open")),
    LANE("state", List.of("current", "behind")),
    WEBHOOK("state", List.of("active", "paused", "disabled", "off", "locked")),
    JOB("kind", List.of("redrive", "replay", "cancel")),
    TIER(
            "tier",
            Pattern.compile("[1-9][0-9]{0,5}[smhd]|in_place"),
            "a tier of `postrider.retry.tiers`; `in_place` for ordered webhooks"),
    STAGE(
            "stage",
            Pattern.compile("fan-out|deliveries|log|retry\\.[1-9][0-9]{0,5}[smhd]"),
            "`fan-out`, `deliveries`, `log`, and `retry.<tier>` for each tier"),
    MASTER_KEY("key", Pattern.compile("[A-Za-z0-9_-]{1,32}"), "the id of a master key, `none` or `other`"),
    SEALED_PLACE("place", Pattern.compile("[a-z-]{1,40}"), "a kind of row, `plain` or `topic`");

    private final String text;
    private final Pattern syntax;
    private final String description;

    MetricLabel(String text, List<String> values) {
        this.text = text;
        this.syntax = Pattern.compile(String.join("|", values));
        this.description = "`" + String.join("`, `", values) + "`";
    }

    MetricLabel(String text, Pattern syntax, String description) {
        this.text = text;
        this.syntax = syntax;
        this.description = description;
    }

    /** The name that Prometheus shows. */
    public String text() {
        return text;
    }

    /** Whether the label may have this value. */
    public boolean takes(String value) {
        return syntax.matcher(value).matches();
    }

    /** The values, for the reference page. */
    public String description() {
        return description;
    }

    private static <T> Stream<String> texts(T[] all, Function<T, String> text) {
        return Arrays.stream(all).map(text);
    }
}
