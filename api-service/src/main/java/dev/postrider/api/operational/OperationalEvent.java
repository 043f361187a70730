package dev.postrider.api.operational;

import dev.postrider.common.id.OrganizationId;
import dev.postrider.common.json.Json;
import java.time.Instant;
import java.util.function.Consumer;
import tools.jackson.core.JsonGenerator;

/**
 * Something that happened to a webhook, a delivery or a job.
 *
 * @param subject the id of what the event is about, by which such events are ordered: the webhook's, or the job's
 * @param at when it happened
 * @param data a JSON object, without secrets, URLs and payloads
 */
public record OperationalEvent(
        OrganizationId organization, OperationalType type, String subject, Instant at, String data) {

    /**
     * An event whose data has these fields.
     *
     * @param fields writes them into the object
     */
    public static OperationalEvent of(
            OrganizationId organization,
            OperationalType type,
            String subject,
            Instant at,
            Consumer<JsonGenerator> fields) {
        String data = Json.writeText(json -> {
            json.writeStartObject();
            fields.accept(json);
            json.writeEndObject();
        });
        return new OperationalEvent(organization, type, subject, at, data);
    }
}
