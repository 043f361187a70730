package dev.postrider.api.publish;

import dev.postrider.api.access.Caller;
import dev.postrider.api.web.Problem;
import dev.postrider.api.web.Problem.FieldError;
import dev.postrider.common.event.EventDraft;
import dev.postrider.common.event.InvalidEventException;
import dev.postrider.common.event.NativeEventParser;
import dev.postrider.common.id.EventId;
import dev.postrider.common.id.OrganizationId;
import dev.postrider.common.wire.Topics;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Judges what a producer sent, and makes the record of an event that is accepted. */
@Component
final class Admission {
    private final Topics topics;
    private final long maxBytes;

    Admission(Topics topics, PublishSettings settings) {
        this.topics = topics;
        this.maxBytes = settings.maxSize().toBytes();
    }

    /** What becomes of one event. */
    sealed interface Verdict {
        /** It may be handed to Kafka. */
        record Accepted(EventDraft event, ProducerRecord<byte[], byte[]> record) implements Verdict {}

        /** It may not. */
        record Refused(Problem problem) implements Verdict {}
    }

    /**
     * @param json the event as the producer wrote it
     * @param idempotencyKey from which an event without an id gets one
     */
    Verdict judge(byte[] json, Caller caller, Optional<String> idempotencyKey) {
        try {
            return judge(NativeEventParser.parse(json), caller.organization(), idempotencyKey);
        } catch (InvalidEventException e) {
            return new Verdict.Refused(Problem.invalid(e.problems().stream()
                    .map(problem -> new FieldError(problem.field(), problem.message()))
                    .toList()));
        }
    }

    private Verdict judge(EventDraft draft, OrganizationId organization, Optional<String> idempotencyKey) {
        @Nullable OrganizationId named = draft.organization();
        if (named != null && !named.equals(organization)) {
            return new Verdict.Refused(Problem.forbidden(
                    "organization_id",
                    "must be absent or " + organization + ", the organization of the request; a platform administrator"
                            + " names another one with the header X-Organization-Id"));
        }
        if (draft.deliverAt() != null) {
            return new Verdict.Refused(
                    Problem.invalid("deliver_at", "is not taken: scheduled delivery is not supported; leave it out"));
        }
        EventId id = Optional.ofNullable(draft.id())
                .or(() -> idempotencyKey.map(key -> EventId.ofIdempotencyKey(organization, key)))
                .orElseGet(Admission::randomId);
        return record(draft.published(organization, id), id);
    }

    private Verdict record(EventDraft event, EventId id) {
        byte[] value = event.toNativeJson();
        if (value.length > maxBytes) {
            return new Verdict.Refused(Problem.tooLarge("The event is " + value.length + " bytes with its id and"
                    + " organization, at most " + maxBytes + " are allowed."));
        }
        String key = Objects.requireNonNullElse(event.orderingKey(), id.value());
        return new Verdict.Accepted(
                event, new ProducerRecord<>(topics.events(), key.getBytes(StandardCharsets.UTF_8), value));
    }

    private static EventId randomId() {
        return new EventId("evt_" + UUID.randomUUID().toString().replace("-", ""));
    }
}
