package dev.postrider.api.secret;

import dev.postrider.api.database.DatabaseCheck;
import dev.postrider.common.id.WebhookId;
import dev.postrider.common.secret.Seal;
import dev.postrider.common.secret.UnreadableSecretException;
import dev.postrider.masterkey.MasterKeyException;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Refuses the start where the master keys do not open what stands in the tables: a key that sealed rows is not among them,
 * or another one has its id. A few rows that do not open among others that do are damage, not a wrong key, and stop nothing.
 */
@Component
final class RingCheck implements DatabaseCheck {
    private static final int SAMPLE = 5;

    private final Seal seal;

    RingCheck(Seal seal) {
        this.seal = seal;
    }

    @Override
    public void check(Tables tables) {
        for (SealedColumn column : SealedColumn.values()) {
            for (Map<String, Object> count : tables.select(column.countSql())) {
                require(tables, column, String.valueOf(count.get("key")), get(count, "n", Long.class));
            }
        }
    }

    private static <T> T get(Map<String, Object> row, String column, Class<T> type) {
        return Objects.requireNonNull(type.cast(row.get(column)), column);
    }

    private void require(Tables tables, SealedColumn column, String key, long rows) {
        String what = rows + " rows (" + column.what() + ") are sealed with master key '" + key + "'";
        if (!seal.keys().ids().contains(key)) {
            throw new MasterKeyException(what + ", which is not among those that are configured: "
                    + String.join(", ", seal.keys().ids())
                    + ". Add it below the one that seals: postrider.secrets.master-key-file,"
                    + " postrider.secrets.master-key or what postrider.secrets.source reads.");
        }
        @Nullable UnreadableSecretException failure = sample(tables, column, key);
        if (failure != null) {
            throw new MasterKeyException(
                    what + ", and the configured key of that id does not open them, so it is another one."
                            + " Give the key that sealed them, or the database that belongs to this key.",
                    failure);
        }
    }

    /** Why none of some rows opens; null if one does. */
    private @Nullable UnreadableSecretException sample(Tables tables, SealedColumn column, String key) {
        @Nullable UnreadableSecretException failure = null;
        for (Map<String, Object> row : tables.select(column.sampleSql(), key, SAMPLE)) {
            WebhookId webhook = new WebhookId(get(row, "id", UUID.class));
            try {
                seal.open(String.valueOf(row.get("sealed")), column.belongsTo(webhook));
                return null;
            } catch (UnreadableSecretException e) {
                failure = e;
            }
        }
        return failure;
    }
}
