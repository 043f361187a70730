package dev.postrider.api.organization;

import dev.postrider.api.access.Limits;
import dev.postrider.api.web.FieldErrors;
import dev.postrider.api.web.Fields;
import dev.postrider.api.web.StrictJson;
import dev.postrider.common.id.OrganizationId;
import dev.postrider.common.wire.OrganizationState;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** What a request says of an organization, new or not; what it leaves out is as before, and as the default of a new one. */
final class OrganizationForm {
    static final String CHALLENGES = "challenge_webhooks";
    static final String STRICT = "strict_event_types";
    static final String SHADOW = "shadow";
    static final String LIMITS = "limits";
    static final String PUBLISH = "publish_per_second";
    static final String EVENT_BYTES = "event_bytes";
    static final String WEBHOOKS = "webhooks";
    static final String REQUESTS = "api_requests_per_second";
    static final String RETENTION = "retention";
    static final String PAYLOAD_DAYS = "payload_days";

    private static final int MAX_NAME = 255;
    private static final int MAX_RATE = 1_000_000;
    private static final int MIN_EVENT_BYTES = 1_024;
    private static final int MAX_EVENT_BYTES = 64 * 1_024 * 1_024;
    private static final int MAX_WEBHOOKS = 1_000_000;
    private static final int MAX_DAYS = 3_650;
    private static final Set<String> CHANGEABLE = Set.of("name", CHALLENGES, STRICT, SHADOW, LIMITS, RETENTION);

    /** What administrators of the organization may change themselves. Everything else is what they are held to. */
    private static final Set<String> OF_ITS_ADMINISTRATORS = Set.of(STRICT);

    private final JsonNode body;
    private final FieldErrors errors = new FieldErrors();

    OrganizationForm(byte[] json) {
        this.body = StrictJson.object(json);
    }

    /** The fields that only a platform administrator may change. */
    List<String> beyondItsAdministrators() {
        return body.propertyNames().stream()
                .filter(name -> CHANGEABLE.contains(name) && !OF_ITS_ADMINISTRATORS.contains(name))
                .toList();
    }

    /** A new one. */
    Organization created(Instant now) {
        Fields fields = fields("id");
        @Nullable String name = fields.requiredText("name", 1, MAX_NAME);
        @Nullable String idText = fields.text("id", 0, MAX_NAME);
        @Nullable OrganizationId id = idText == null ? null : errors.check("id", () -> new OrganizationId(idText));
        Organization organization = read(
                fields,
                new Organization(
                        id != null ? id : generated(),
                        name != null ? name : "",
                        now,
                        OrganizationState.ACTIVE,
                        new Organization.Settings(false, Limits.DEFAULT, null),
                        false));
        errors.throwIfAny();
        return organization;
    }

    /** The changed one. */
    Organization changed(Organization before) {
        Fields fields = fields();
        Organization after = read(fields, before);
        errors.throwIfAny();
        return after;
    }

    private Fields fields(String... more) {
        Fields fields = new Fields(body, "", errors);
        Set<String> known = new HashSet<>(CHANGEABLE);
        known.addAll(List.of(more));
        fields.refuseUnknown(known, Map.of("id", "is chosen once; leave it out"));
        return fields;
    }

    private Organization read(Fields fields, Organization before) {
        @Nullable String name = fields.text("name", 1, MAX_NAME);
        OrganizationState state = before.state()
                .withStrict(flag(fields, STRICT, before.state().strict()))
                .withShadow(flag(fields, SHADOW, before.state().shadow()));
        Organization.Settings settings = new Organization.Settings(
                flag(fields, CHALLENGES, before.settings().challengesWebhooks()),
                limits(fields, before.settings().limits()),
                payloadDays(fields, before.settings().payloadDays()));
        return new Organization(
                before.id(),
                name == null ? before.name() : name,
                before.createdAt(),
                state,
                settings,
                before.published());
    }

    private static boolean flag(Fields fields, String name, boolean before) {
        @Nullable Boolean given = fields.flag(name);
        return given == null ? before : given;
    }

    private Limits limits(Fields fields, Limits before) {
        @Nullable JsonNode object = fields.object(LIMITS);
        if (object == null) {
            return before;
        }
        Fields limits = new Fields(object, LIMITS, errors);
        limits.refuseUnknown(Set.of(PUBLISH, EVENT_BYTES, WEBHOOKS, REQUESTS), Map.of());
        String standard = "the installation's";
        return new Limits(
                limits.nullableInteger(PUBLISH, 1, MAX_RATE, before.publishPerSecond(), standard),
                limits.nullableInteger(EVENT_BYTES, MIN_EVENT_BYTES, MAX_EVENT_BYTES, before.eventBytes(), standard),
                limits.nullableInteger(WEBHOOKS, 0, MAX_WEBHOOKS, before.webhooks(), standard),
                limits.nullableInteger(REQUESTS, 1, MAX_RATE, before.requestsPerSecond(), standard));
    }

    private @Nullable Integer payloadDays(Fields fields, @Nullable Integer before) {
        @Nullable JsonNode object = fields.object(RETENTION);
        if (object == null) {
            return before;
        }
        Fields retention = new Fields(object, RETENTION, errors);
        retention.refuseUnknown(Set.of(PAYLOAD_DAYS), Map.of());
        return retention.nullableInteger(PAYLOAD_DAYS, 1, MAX_DAYS, before, "as long as the log");
    }

    private static OrganizationId generated() {
        return new OrganizationId("org_" + UUID.randomUUID().toString().replace("-", ""));
    }
}
