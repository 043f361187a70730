package dev.postrider.api.webhook;

import dev.postrider.api.web.FieldErrors;
import dev.postrider.api.web.Fields;
import dev.postrider.common.id.OrganizationId;
import dev.postrider.common.signature.DeliveryHeaders;
import dev.postrider.common.webhook.EndpointAuth;
import dev.postrider.common.webhook.EndpointAuth.ClientAuthentication;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The field {@code auth}: what requests prove themselves with beside their signature. A secret that is sent back as it is
 * shown, masked, stays what it was.
 */
final class AuthField {
    private static final String NAME = "auth";
    private static final String TYPES = "must be \"basic\", \"bearer\" or \"oauth2\"";
    private static final int MAX_TEXT = 1000;

    private final Fields fields;
    private final FieldErrors errors;
    private final UrlRules urls;
    private final OrganizationId organization;

    AuthField(Fields fields, FieldErrors errors, UrlRules urls, OrganizationId organization) {
        this.fields = fields;
        this.errors = errors;
        this.urls = urls;
        this.organization = organization;
    }

    /** The authentication; that before where it is absent or wrong, null where it is taken away. */
    @Nullable EndpointAuth read(@Nullable EndpointAuth before, WebhookForm.Mode mode) {
        if (fields.isNull(NAME)) {
            return null;
        }
        @Nullable JsonNode given = fields.object(NAME);
        if (given == null) {
            return before;
        }
        Fields object = new Fields(given, NAME, errors);
        @Nullable EndpointAuth merged = mode == WebhookForm.Mode.MERGE ? before : null;
        @Nullable String type = object.has("type") || merged == null ? object.requiredText("type", 1, 20) : type(merged);
        if (type == null) {
            return before;
        }
        @Nullable EndpointAuth read = switch (type) {
            case "basic" -> basic(object, of(EndpointAuth.Basic.class, before), of(EndpointAuth.Basic.class, merged));
            case "bearer" ->
                bearer(object, of(EndpointAuth.Bearer.class, before), of(EndpointAuth.Bearer.class, merged));
            case "oauth2" ->
                oauth2(object, of(EndpointAuth.OAuth2.class, before), of(EndpointAuth.OAuth2.class, merged));
            default -> {
                object.error("type", TYPES);
                yield null;
            }
        };
        return read == null ? before : read;
    }

    private @Nullable EndpointAuth basic(
            Fields object, EndpointAuth.@Nullable Basic before, EndpointAuth.@Nullable Basic merged) {
        refuseOthers(object, "username", "password");
        @Nullable String username = text(object, "username", 0, merged == null ? null : merged.username());
        @Nullable String password = secret(
                object,
                "password",
                0,
                before == null ? null : before.password(),
                merged == null ? null : merged.password());
        return username == null || password == null
                ? null
                : errors.check(NAME, () -> new EndpointAuth.Basic(username, password));
    }

    private @Nullable EndpointAuth bearer(
            Fields object, EndpointAuth.@Nullable Bearer before, EndpointAuth.@Nullable Bearer merged) {
        refuseOthers(object, "token");
        @Nullable String token = secret(
                object, "token", 1, before == null ? null : before.token(), merged == null ? null : merged.token());
        return token == null ? null : errors.check(NAME, () -> new EndpointAuth.Bearer(token));
    }

    private @Nullable EndpointAuth oauth2(
            Fields object, EndpointAuth.@Nullable OAuth2 before, EndpointAuth.@Nullable OAuth2 merged) {
        refuseOthers(object, "token_url", "client_id", "client_secret", "scope", "audience", "client_authentication");
        @Nullable String url = text(object, "token_url", 1, merged == null ? null : merged.tokenUrl());
        @Nullable String tokenUrl = url == null
                ? null
                : errors.check(
                        NAME + ".token_url",
                        () -> urls.require(url, organization).text());
        @Nullable String id = text(object, "client_id", 1, merged == null ? null : merged.clientId());
        @Nullable String secret = secret(
                object,
                "client_secret",
                1,
                before == null ? null : before.clientSecret(),
                merged == null ? null : merged.clientSecret());
        @Nullable String scope = optional(object, "scope", merged == null ? null : merged.scope());
        @Nullable String audience = optional(object, "audience", merged == null ? null : merged.audience());
        @Nullable ClientAuthentication way = object.has("client_authentication")
                ? way(object)
                : merged == null ? ClientAuthentication.BASIC : merged.clientAuthentication();
        if (tokenUrl == null || id == null || secret == null || way == null) {
            return null;
        }
        return errors.check(NAME, () -> new EndpointAuth.OAuth2(tokenUrl, id, secret, scope, audience, way));
    }

    private @Nullable ClientAuthentication way(Fields object) {
        @Nullable String text = object.text("client_authentication", 1, 20);
        return text == null
                ? null
                : errors.check(NAME + ".client_authentication", () -> ClientAuthentication.parse(text));
    }

    /** Text that must be there, now or before. */
    private static @Nullable String text(Fields object, String name, int min, @Nullable String merged) {
        return object.has(name) || merged == null ? object.requiredText(name, min, MAX_TEXT * 2) : merged;
    }

    private static @Nullable String optional(Fields object, String name, @Nullable String merged) {
        if (object.isNull(name)) {
            return null;
        }
        return object.has(name) ? object.text(name, 1, MAX_TEXT) : merged;
    }

    private static @Nullable String secret(
            Fields object, String name, int min, @Nullable String before, @Nullable String merged) {
        if (!object.has(name) && merged != null) {
            return merged;
        }
        @Nullable String given = object.requiredText(name, min, EndpointAuth.MAX_SECRET);
        if (given == null || !given.equals(DeliveryHeaders.MASK)) {
            return given;
        }
        if (before == null) {
            object.error(name, "is ***, which stands for a value that is kept, and none is; give the value");
        }
        return before;
    }

    private static void refuseOthers(Fields object, String... names) {
        Set<String> known = new HashSet<>(Set.of(names));
        known.add("type");
        object.refuseUnknown(known, Map.of());
    }

    private static String type(EndpointAuth auth) {
        return switch (auth) {
            case EndpointAuth.Basic _ -> "basic";
            case EndpointAuth.Bearer _ -> "bearer";
            case EndpointAuth.OAuth2 _ -> "oauth2";
        };
    }

    private static <T extends EndpointAuth> @Nullable T of(Class<T> type, @Nullable EndpointAuth auth) {
        return type.isInstance(auth) ? type.cast(auth) : null;
    }
}
