package dev.postrider.common.wire;

import dev.postrider.common.webhook.Access;
import dev.postrider.common.webhook.EndpointAuth;
import dev.postrider.common.webhook.EndpointAuth.ClientAuthentication;
import dev.postrider.common.webhook.EndpointTls;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JsonNode;

/** A webhook's access as two properties of a JSON object, {@code auth} and {@code tls}, each absent where it has none. */
public final class AccessJson {
    private AccessJson() {}

    /** Writes the properties into the object that is being written. */
    public static void write(JsonGenerator json, Access access) {
        if (access.auth() != null) {
            json.writeName("auth");
            write(json, access.auth());
        }
        if (access.tls() != null) {
            json.writeName("tls");
            write(json, access.tls());
        }
    }

    public static void write(JsonGenerator json, EndpointAuth auth) {
        json.writeStartObject();
        if (auth instanceof EndpointAuth.Basic basic) {
            json.writeStringProperty("type", "basic");
            json.writeStringProperty("username", basic.username());
            json.writeStringProperty("password", basic.password());
        } else if (auth instanceof EndpointAuth.Bearer bearer) {
            json.writeStringProperty("type", "bearer");
            json.writeStringProperty("token", bearer.token());
        } else if (auth instanceof EndpointAuth.OAuth2 client) {
            json.writeStringProperty("type", "oauth2");
            json.writeStringProperty("token_url", client.tokenUrl());
            json.writeStringProperty("client_id", client.clientId());
            json.writeStringProperty("client_secret", client.clientSecret());
            text(json, "scope", client.scope());
            text(json, "audience", client.audience());
            json.writeStringProperty(
                    "client_authentication", client.clientAuthentication().text());
        }
        json.writeEndObject();
    }

    public static void write(JsonGenerator json, EndpointTls tls) {
        json.writeStartObject();
        text(json, "ca_certificates", tls.caCertificates());
        text(json, "client_certificate", tls.clientCertificate());
        text(json, "client_key", tls.clientKey());
        json.writeEndObject();
    }

    /**
     * Reads the properties of an object.
     *
     * @throws IllegalArgumentException saying what is wrong, without a value
     */
    public static Access read(JsonNode object) {
        JsonNode auth = object.get("auth");
        JsonNode tls = object.get("tls");
        if (auth == null && tls == null) {
            return Access.NONE;
        }
        return new Access(auth == null ? null : auth(auth), tls == null ? null : tls(tls));
    }

    private static EndpointAuth auth(JsonNode json) {
        String type = json.required("type").stringValue();
        return switch (type) {
            case "basic" ->
                new EndpointAuth.Basic(
                        json.required("username").stringValue(),
                        json.required("password").stringValue());
            case "bearer" -> new EndpointAuth.Bearer(json.required("token").stringValue());
            case "oauth2" ->
                new EndpointAuth.OAuth2(
                        json.required("token_url").stringValue(),
                        json.required("client_id").stringValue(),
                        json.required("client_secret").stringValue(),
                        optional(json.get("scope")),
                        optional(json.get("audience")),
                        ClientAuthentication.parse(
                                json.required("client_authentication").stringValue()));
            default -> throw new IllegalArgumentException("auth has the unknown type '" + type + "'");
        };
    }

    private static EndpointTls tls(JsonNode json) {
        return new EndpointTls(
                optional(json.get("ca_certificates")),
                optional(json.get("client_certificate")),
                optional(json.get("client_key")));
    }

    private static void text(JsonGenerator json, String name, @Nullable String value) {
        if (value != null) {
            json.writeStringProperty(name, value);
        }
    }

    private static @Nullable String optional(@Nullable JsonNode json) {
        return json == null ? null : json.stringValue();
    }
}
