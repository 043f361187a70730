package dev.postrider.api.publish;

import dev.postrider.api.access.Caller;
import dev.postrider.api.eventtype.Judging;
import dev.postrider.api.web.Problem;
import dev.postrider.api.web.Problem.FieldError;
import dev.postrider.common.event.EventDraft;
import dev.postrider.common.event.InvalidEventException;
import dev.postrider.common.event.NativeEventParser;
import dev.postrider.common.event.RejectionReason;
import dev.postrider.common.id.EventId;
import dev.postrider.common.id.OrganizationId;
import dev.postrider.common.wire.HeaderNames;
import dev.postrider.common.wire.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Judges what a producer sent, and makes the record of an event that is accepted. */
@Component
final class Admission {
    private final Topics topics;
    private final long maxBytes;
    private final Duration maxDeliverAhead;
    private final Judging types;
    private final InstantSource clock;

    Admission(Topics topics, PublishSettings settings, Judging types, InstantSource clock) {
        this.topics = topics;
        this.maxBytes = settings.maxSize().toBytes();
        this.maxDeliverAhead = settings.maxDeliverAhead();
        this.types = types;
        this.clock = clock;
    }

    /** What becomes of one event. */
    sealed interface Verdict {
        /**
         * It may be handed to Kafka.
         *
         * @param deprecated whether its producer is to stop using its type
         */
        record Accepted(EventDraft event, boolean deprecated, ProducerRecord<byte[], byte[]> record)
                implements Verdict {}

        /** It may not. */
        record Refused(Problem problem) implements Verdict {}
    }

    /**
     * Judges one event; within {@link Judging#of}.
     *
     * @param json the event as the producer wrote it
     * @param idempotencyKey from which an event without an id gets one
     * @param hops how often it has come through Postrider before
     */
    Verdict judge(byte[] json, Caller caller, Optional<String> idempotencyKey, int hops) {
        try {
            return judge(NativeEventParser.parse(json), caller, idempotencyKey, hops);
        } catch (InvalidEventException e) {
            return new Verdict.Refused(Problem.invalid(e.problems().stream()
                    .map(problem -> new FieldError(
                            problem.field(),
                            e.reason() == RejectionReason.SCHEMA ? "/" + problem.field() + problem.pointer() : "",
                            problem.message()))
                    .toList()));
        }
    }

    private Verdict judge(EventDraft draft, Caller caller, Optional<String> idempotencyKey, int hops)
            throws InvalidEventException {
        OrganizationId organization = caller.organization();
        @Nullable OrganizationId named = draft.organization();
        if (named != null && !named.equals(organization)) {
            return new Verdict.Refused(Problem.forbidden(
                    "organization_id",
                    "must be absent or " + organization + ", the organization of the request; a platform administrator"
                            + " names another one with the header X-Organization-Id"));
        }
        if (draft.type().isOperational()) {
            return new Verdict.Refused(Problem.invalid(
                    "event",
                    "must not start with 'postrider.': only Postrider itself publishes those; name it otherwise"));
        }
        @Nullable Instant deliverAt = draft.deliverAt();
        Instant latest = clock.instant().plus(maxDeliverAhead);
        if (deliverAt != null && deliverAt.isAfter(latest)) {
            return new Verdict.Refused(Problem.invalid(
                    "deliver_at",
                    "is " + deliverAt + ", and the latest that is taken now is "
                            + latest.truncatedTo(ChronoUnit.SECONDS) + "; publish the event nearer to its time"));
        }
        boolean deprecated = types.require(organization, draft.type(), draft.data());
        EventId id = Optional.ofNullable(draft.id())
                .or(() -> idempotencyKey.map(key -> EventId.ofIdempotencyKey(organization, key)))
                .orElseGet(Admission::randomId);
        return record(draft.published(organization, id), deprecated, id, hops, largest(caller));
    }

    private Verdict record(EventDraft event, boolean deprecated, EventId id, int hops, long largest) {
        byte[] value = event.toNativeJson();
        List<Header> headers = hops == 0
                ? List.of()
                : List.of(new RecordHeader(
                        HeaderNames.HOPS, Integer.toString(hops).getBytes(StandardCharsets.UTF_8)));
        int size = value.length
                + headers.stream()
                        .mapToInt(header -> header.key().length() + header.value().length)
                        .sum();
        if (size > largest) {
            return new Verdict.Refused(Problem.tooLarge("The event is " + size + " bytes with its id and"
                    + " organization, at most " + largest + " are allowed."));
        }
        String key = Objects.requireNonNullElse(event.orderingKey(), id.value());
        return new Verdict.Accepted(
                event,
                deprecated,
                new ProducerRecord<>(topics.events(), null, key.getBytes(StandardCharsets.UTF_8), value, headers));
    }

    /** What the organization is allowed, and never more than what the topic takes. */
    private long largest(Caller caller) {
        @Nullable Integer own = caller.limits().eventBytes();
        return own == null ? maxBytes : Math.min(own, maxBytes);
    }

    private static EventId randomId() {
        return new EventId("evt_" + UUID.randomUUID().toString().replace("-", ""));
    }
}
