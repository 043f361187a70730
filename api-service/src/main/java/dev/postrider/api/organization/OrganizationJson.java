package dev.postrider.api.organization;

import dev.postrider.api.access.Limits;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/** An organization as answers show it. */
final class OrganizationJson {
    private OrganizationJson() {}

    static void write(JsonGenerator json, Organization organization) {
        json.writeStartObject();
        json.writeStringProperty("id", organization.id().value());
        json.writeStringProperty("name", organization.name());
        json.writeStringProperty("status", status(organization));
        json.writeBooleanProperty(
                OrganizationForm.CHALLENGES, organization.settings().challengesWebhooks());
        json.writeBooleanProperty(OrganizationForm.STRICT, organization.state().strict());
        json.writeBooleanProperty(OrganizationForm.SHADOW, organization.state().shadow());
        Limits limits = organization.settings().limits();
        json.writeObjectPropertyStart(OrganizationForm.LIMITS);
        number(json, OrganizationForm.PUBLISH, limits.publishPerSecond());
        number(json, OrganizationForm.EVENT_BYTES, limits.eventBytes());
        number(json, OrganizationForm.WEBHOOKS, limits.webhooks());
        number(json, OrganizationForm.REQUESTS, limits.requestsPerSecond());
        json.writeEndObject();
        json.writeObjectPropertyStart(OrganizationForm.RETENTION);
        number(json, OrganizationForm.PAYLOAD_DAYS, organization.settings().payloadDays());
        json.writeEndObject();
        json.writeStringProperty("created_at", organization.createdAt().toString());
        json.writeEndObject();
    }

    private static void number(JsonGenerator json, String name, @Nullable Integer value) {
        if (value == null) {
            json.writeNullProperty(name);
        } else {
            json.writeNumberProperty(name, value);
        }
    }

    private static String status(Organization organization) {
        if (organization.state().paused()) {
            return "paused";
        }
        return organization.published() ? "active" : "activating";
    }
}
