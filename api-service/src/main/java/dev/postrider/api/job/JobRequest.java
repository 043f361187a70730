package dev.postrider.api.job;

import dev.postrider.api.deliverylog.DeliveryReasons;
import dev.postrider.api.deliverylog.Selection;
import dev.postrider.api.web.FieldErrors;
import dev.postrider.api.web.Fields;
import dev.postrider.api.web.Problem;
import dev.postrider.api.web.StrictJson;
import dev.postrider.api.web.TimeRange;
import dev.postrider.common.event.EventType;
import dev.postrider.common.id.DeliveryId;
import dev.postrider.common.id.EventId;
import dev.postrider.common.id.WebhookId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a caller asks a job for.
 *
 * @param rate deliveries or events per second
 */
record JobRequest(Selection selection, boolean dryRun, boolean confirmed, int rate) {
    static final String DELIVERY_IDS = "delivery_ids";
    static final String WEBHOOK_ID = "webhook_id";
    static final String RATE = "rate_per_second";

    private static final String CONFIRM = "confirm";
    private static final int MAX_IDS = 1_000;
    private static final int MAX_TEXT = 255;

    /** The fields that all jobs have but for the webhook. */
    private static final Set<String> COMMON = Set.of("event_type", "event_id", "from", "to", "dry_run", CONFIRM);

    static final Set<String> REDRIVE = with(DELIVERY_IDS, WEBHOOK_ID, "reason", "status_code", RATE);
    static final Set<String> REPLAY = with(WEBHOOK_ID, RATE);
    static final Set<String> REPLAY_OF_WEBHOOK = with(RATE);
    static final Set<String> CANCEL = with(WEBHOOK_ID);

    /** Names that callers are likely to try. */
    private static final Map<String, String> HINTS = Map.of(
            "ids", "is not a known field; use delivery_ids",
            "event", "is not a known field; use event_type",
            "rate", "is not a known field; use rate_per_second",
            "rate_limit_per_second", "is not a known field; use rate_per_second",
            "dryRun", "is not a known field; use dry_run",
            "since", "is not a known field; use from",
            "until", "is not a known field; use to");

    private static Set<String> with(String... more) {
        Set<String> all = new HashSet<>(COMMON);
        all.addAll(List.of(more));
        return Set.copyOf(all);
    }

    /**
     * Reads the body of a request.
     *
     * @param known the fields that this route has
     * @throws dev.postrider.api.web.ProblemException 400, naming all that is wrong
     */
    static JobRequest read(byte[] body, Set<String> known, JobProperties properties) {
        FieldErrors errors = new FieldErrors();
        Fields fields = new Fields(StrictJson.object(body), "", errors);
        fields.refuseUnknown(known, HINTS);
        JobRequest request = new JobRequest(
                selection(fields, errors),
                Boolean.TRUE.equals(fields.flag("dry_run")),
                Boolean.TRUE.equals(fields.flag(CONFIRM)),
                rate(fields, properties));
        if (!request.selection.deliveries().isEmpty()
                && !request.selection.equals(Selection.of(request.selection.deliveries(), null))) {
            errors.add(DELIVERY_IDS, "stands alone; give these ids or a filter, not both");
        }
        errors.throwIfAny();
        return request;
    }

    /** The same without the webhook, for routes where that is no filter but who gets what is chosen. */
    JobRequest ofAnyWebhook() {
        return new JobRequest(selection.of(null), dryRun, confirmed, rate);
    }

    /** Refuses to begin what is about everything unless that was meant; a dry run may be about everything. */
    void requireConfirmed(String everything) {
        if (!dryRun && !confirmed && selection.isEverything()) {
            throw Problem.unprocessable(CONFIRM, "must be true where no filter is given: this is about " + everything)
                    .toException();
        }
    }

    private static Selection selection(Fields fields, FieldErrors errors) {
        @Nullable Instant from = time(fields, "from");
        @Nullable Instant to = time(fields, "to");
        if (from != null && to != null && !from.isBefore(to)) {
            fields.error("from", "must be before to");
        }
        return new Selection(
                ids(fields, errors),
                value(fields, errors, WEBHOOK_ID, WebhookId::parse),
                value(fields, errors, "event_type", EventType::new),
                value(fields, errors, "event_id", EventId::new),
                reason(fields),
                statusCode(fields),
                from,
                to);
    }

    private static List<DeliveryId> ids(Fields fields, FieldErrors errors) {
        @Nullable List<String> texts = fields.texts(DELIVERY_IDS, 1, MAX_IDS);
        List<DeliveryId> ids = new ArrayList<>();
        for (int i = 0; texts != null && i < texts.size(); i++) {
            String text = texts.get(i);
            @Nullable DeliveryId id = errors.check(DELIVERY_IDS + "[" + i + "]", () -> DeliveryId.parse(text));
            if (id != null) {
                ids.add(id);
            }
        }
        // Repeats stay until each was looked at: errors name them by their places in the request.
        return ids;
    }

    private static <T> @Nullable T value(
            Fields fields, FieldErrors errors, String name, Function<String, @Nullable T> read) {
        @Nullable String text = fields.text(name, 1, MAX_TEXT);
        return text == null ? null : errors.<T>check(name, () -> read.apply(text));
    }

    private static @Nullable Instant time(Fields fields, String name) {
        @Nullable String text = fields.text(name, 1, MAX_TEXT);
        if (text == null) {
            return null;
        }
        Optional<Instant> time = TimeRange.parse(text);
        if (time.isEmpty()) {
            fields.error(name, "must be an RFC 3339 time such as 2026-01-31T12:00:00Z");
        }
        return time.orElse(null);
    }

    private static @Nullable String reason(Fields fields) {
        @Nullable String reason = fields.text("reason", 1, MAX_TEXT);
        if (reason != null && !DeliveryReasons.isOfDeadLetters(reason)) {
            fields.error("reason", "must be one of: " + DeliveryReasons.namesOfDeadLetters());
            return null;
        }
        return reason;
    }

    private static @Nullable Integer statusCode(Fields fields) {
        @Nullable Integer code = fields.integer("status_code");
        if (code != null && (code < 100 || code > 599)) {
            fields.error("status_code", "must be an HTTP status code from 100 to 599, such as 503");
            return null;
        }
        return code;
    }

    private static int rate(Fields fields, JobProperties properties) {
        @Nullable Integer rate = fields.integer(RATE);
        if (rate != null && (rate < 1 || rate > properties.maxRate())) {
            fields.error(RATE, "must be 1 to " + properties.maxRate() + ", is " + rate);
        }
        return rate == null ? properties.defaultRate() : rate;
    }
}
