package dev.postrider.api.secret;

import dev.postrider.api.database.DatabaseCheck;
import dev.postrider.common.id.WebhookId;
import dev.postrider.common.secret.Seal;
import dev.postrider.common.secret.UnreadableSecretException;
import dev.postrider.masterkey.MasterKeyException;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Refuses the start where the master keys do not open what stands in the tables: a key that sealed rows is not among them,
 * or another one has its id. A few rows that do not open while others do are damage, not a wrong key, and stop nothing: such
 * rows keep the id of an older key for good, because they cannot be sealed anew.
 */
@Component
final class RingCheck implements DatabaseCheck {
    private static final Logger LOG = LoggerFactory.getLogger(RingCheck.class);

    /** So many rows of an older key that all do not open are more than damage. */
    private static final int MANY = 5;

    /** How many rows of a key are tried in a column before it counts as one that opens none. */
    private static final int SAMPLE = 100;

    private final Seal seal;

    RingCheck(Seal seal) {
        this.seal = seal;
    }

    /**
     * What was found of one key's rows.
     *
     * @param what counts them by what they are
     * @param tried how many did not open
     * @param opens whether one did
     * @param failure why one did not
     */
    private record Found(
            String what, int tried, boolean opens, @Nullable UnreadableSecretException failure) {
        Found and(Found other) {
            return new Found(
                    what + ", " + other.what,
                    tried + other.tried,
                    opens || other.opens,
                    failure != null ? failure : other.failure);
        }
    }

    @Override
    public void check(Tables tables) {
        Map<String, Found> found = new TreeMap<>();
        for (SealedColumn column : SealedColumn.values()) {
            for (Map<String, Object> count : tables.select(column.neededSql())) {
                String key = String.valueOf(count.get("key"));
                found.merge(key, sample(tables, column, key, get(count, "n", Long.class)), Found::and);
            }
        }
        boolean someOpen = found.values().stream().anyMatch(Found::opens);
        found.forEach((key, rows) -> {
            if (rows.failure() != null && !rows.opens()) {
                judge(key, rows, someOpen);
            }
        });
    }

    /** Says what is wrong with a key of whose rows none opens. */
    private void judge(String key, Found rows, boolean othersOpen) {
        boolean known = seal.keys().ids().contains(key);
        String sealed = "Rows (" + rows.what() + ") are sealed with master key '" + key + "'";
        String what = sealed
                + (known
                        ? ", and the configured key of that id does not open them"
                        : ", which is not among those that are configured: "
                                + String.join(", ", seal.keys().ids()));
        if (othersOpen && rows.tried() < MANY && !key.equals(seal.keys().current())) {
            LOG.error(
                    "{}. Others open, so these count as damaged: their webhooks can be switched off or deleted.", what);
            return;
        }
        throw new MasterKeyException(
                what
                        + (known
                                ? ", so it is another one. Give the key that sealed them, or the database that belongs to"
                                        + " this key."
                                : ". Add it below the one that seals: postrider.secrets.master-key-file,"
                                        + " postrider.secrets.master-key or what postrider.secrets.source reads."),
                rows.failure());
    }

    private Found sample(Tables tables, SealedColumn column, String key, long count) {
        String what = count + " " + column.what();
        int tried = 0;
        @Nullable UnreadableSecretException failure = null;
        for (Map<String, Object> row : tables.select(column.sampleSql(), key, SAMPLE)) {
            WebhookId webhook = new WebhookId(get(row, "id", UUID.class));
            try {
                seal.open(String.valueOf(row.get("sealed")), column.belongsTo(webhook));
                return new Found(what, tried, true, failure);
            } catch (UnreadableSecretException e) {
                tried++;
                failure = e;
            }
        }
        return new Found(what, tried, false, failure);
    }

    private static <T> T get(Map<String, Object> row, String column, Class<T> type) {
        return Objects.requireNonNull(type.cast(row.get(column)), column);
    }
}
