package dev.postrider.api.webhook;

import dev.postrider.api.database.Rows;
import dev.postrider.api.secret.RowVault;
import dev.postrider.api.secret.SealedColumn;
import dev.postrider.common.id.WebhookId;
import dev.postrider.common.json.Json;
import dev.postrider.common.signature.DeliveryHeaders;
import dev.postrider.common.webhook.Access;
import dev.postrider.common.wire.AccessJson;
import io.r2dbc.spi.Readable;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The columns of a webhook's access: all of it sealed, and what of it is no secret in clear. */
final class AccessColumns {
    private AccessColumns() {}

    /** What stands in clear, with the secrets masked. */
    static String shown(Access access) {
        return json(access.masked(DeliveryHeaders.MASK));
    }

    /** What stands sealed; null for no access. */
    static @Nullable String sealed(WebhookId id, Access access, RowVault vault) {
        return access.isNone() ? null : vault.seal(id, SealedColumn.ACCESS, json(access));
    }

    /** The access with its secrets masked. */
    static Access readShown(Readable row) {
        return AccessJson.read(tree(Rows.get(row, "access_shown", String.class)));
    }

    /**
     * The access.
     *
     * @throws dev.postrider.common.secret.UnreadableSecretException if it does not open
     */
    static Access read(Readable row, RowVault vault) {
        @Nullable String sealed = Rows.optional(row, "access_sealed", String.class);
        if (sealed == null) {
            return Access.NONE;
        }
        WebhookId id = new WebhookId(Rows.get(row, "id", UUID.class));
        return AccessJson.read(tree(vault.open(id, SealedColumn.ACCESS, sealed)));
    }

    private static String json(Access access) {
        byte[] object = Json.write(json -> {
            json.writeStartObject();
            AccessJson.write(json, access);
            json.writeEndObject();
        });
        return new String(object, StandardCharsets.UTF_8);
    }

    private static JsonNode tree(String json) {
        return Json.tree(json.getBytes(StandardCharsets.UTF_8));
    }
}
