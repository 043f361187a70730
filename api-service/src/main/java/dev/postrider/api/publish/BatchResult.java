package dev.postrider.api.publish;

import dev.postrider.api.publish.Admission.Verdict;
import dev.postrider.api.web.Answer;
import dev.postrider.api.web.Problem;
import dev.postrider.api.web.ProblemException;
import dev.postrider.common.event.EventDraft;
import dev.postrider.common.id.EventId;
import dev.postrider.common.id.OrganizationId;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import tools.jackson.core.JsonGenerator;

/** What became of the events of one call, in their order. */
record BatchResult(List<Item> items) {
    BatchResult {
        items = List.copyOf(items);
    }

    /** What became of one event. */
    sealed interface Item {}

    /**
     * Kafka has it.
     *
     * @param deprecated whether its producer is to stop using its type
     */
    record Published(EventDraft event, boolean deprecated) implements Item {
        void writeFields(JsonGenerator json) {
            EventId id = Objects.requireNonNull(event.id());
            OrganizationId organization = Objects.requireNonNull(event.organization());
            json.writeStringProperty("id", id.value());
            json.writeStringProperty("event", event.type().value());
            json.writeStringProperty("organization_id", organization.value());
            Instant deliverAt = event.deliverAt();
            if (deliverAt != null) {
                json.writeStringProperty("deliver_at", deliverAt.toString());
            }
            if (deprecated) {
                json.writeBooleanProperty("deprecated", true);
            }
        }
    }

    /** It is not accepted. */
    record Failed(Problem problem) implements Item {}

    static Item of(Verdict.Accepted accepted, Optional<Throwable> failure) {
        return failure.<Item>map(error -> new Failed(
                        error instanceof ProblemException expected
                                ? expected.problem()
                                : Problem.unavailable("Kafka does not answer. Try again.")))
                .orElseGet(() -> new Published(accepted.event(), accepted.deprecated()));
    }

    /**
     * 202 where all are accepted and 207 where some are; where none is, the problem if it is the same outage for all, else
     * 400.
     */
    ResponseEntity<byte[]> toAnswer() {
        long accepted = items.stream().filter(Published.class::isInstance).count();
        if (items.stream().allMatch(BatchResult::isOutage)) {
            throw Problem.unavailable("Kafka does not answer; nothing was accepted. Try again.")
                    .toException();
        }
        HttpStatus status = accepted == items.size()
                ? HttpStatus.ACCEPTED
                : accepted > 0 ? HttpStatus.MULTI_STATUS : HttpStatus.BAD_REQUEST;
        return Answer.of(status, json -> {
            json.writeStartObject();
            json.writeNumberProperty("accepted", accepted);
            json.writeNumberProperty("refused", items.size() - accepted);
            json.writeArrayPropertyStart("results");
            items.forEach(item -> write(json, item));
            json.writeEndArray();
            json.writeEndObject();
        });
    }

    private static boolean isOutage(Item item) {
        return item instanceof Failed failed && failed.problem().status() == HttpStatus.SERVICE_UNAVAILABLE;
    }

    private static void write(JsonGenerator json, Item item) {
        switch (item) {
            case Published published -> {
                json.writeStartObject();
                json.writeNumberProperty("status", HttpStatus.ACCEPTED.value());
                published.writeFields(json);
                json.writeEndObject();
            }
            case Failed failed -> failed.problem().write(json);
        }
    }
}
