package dev.postrider.api.secret;

import dev.postrider.common.id.WebhookId;
import dev.postrider.common.secret.AssociatedData;
import java.util.Locale;

/**
 * The columns that hold sealed text. Each is bound to its webhook and to what it is, is checked at start, and is sealed anew
 * when the master key changes; a further one needs its constant here and nothing else.
 */
public enum SealedColumn {
    /** A signing secret. */
    SECRET("webhook_secrets", "webhook_id", "secret", "cipher = 'sealed'"),
    /** The headers of the owner's own: a JSON object of texts. */
    HEADERS("webhooks", "id", "headers_sealed", "headers_sealed IS NOT NULL"),
    /** What requests prove themselves with and TLS connections are made with: a JSON object. */
    ACCESS("webhooks", "id", "access_sealed", "access_sealed IS NOT NULL");

    private final String table;
    private final String webhook;
    private final String column;
    private final String sealed;

    /**
     * @param webhook the column of the webhook's id
     * @param sealed which rows hold a sealed text
     */
    SealedColumn(String table, String webhook, String column, String sealed) {
        this.table = table;
        this.webhook = webhook;
        this.column = column;
        this.sealed = sealed;
    }

    AssociatedData belongsTo(WebhookId id) {
        return AssociatedData.ofRow(id, what());
    }

    /** What the value is, in associated data, metrics and the log. Never changes. */
    String what() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Counts rows: {@code key}, the id of the master key that sealed them, and {@code n}. */
    String countSql() {
        return "SELECT split_part(" + column + ", '.', 2) AS key, count(*) AS n FROM " + table + " WHERE " + sealed
                + " GROUP BY 1";
    }

    /** The same of webhooks that are not deleted. */
    String neededSql() {
        return "SELECT split_part(" + column + ", '.', 2) AS key, count(*) AS n FROM " + table + " WHERE " + needed()
                + " GROUP BY 1";
    }

    /** Some of those of one key, always the same: {@code id} of the webhook and {@code sealed}. Parameters: key, number. */
    String sampleSql() {
        return "SELECT " + webhook + " AS id, " + column + " AS sealed FROM " + table + " WHERE " + needed()
                + " AND split_part(" + column + ", '.', 2) = ? ORDER BY 1, 2 LIMIT ?";
    }

    /** What a deleted webhook had sealed nobody opens any more. */
    private String needed() {
        return sealed + " AND " + webhook + " IN (SELECT id FROM webhooks WHERE deleted_at IS NULL)";
    }

    /** The rows of the next webhooks that other keys sealed: {@code id} and {@code sealed}. */
    String pageSql() {
        String others = sealed + " AND split_part(" + column + ", '.', 2) <> :key";
        return "SELECT " + webhook + " AS id, " + column + " AS sealed FROM " + table + " WHERE " + others + " AND "
                + webhook + " IN (SELECT DISTINCT " + webhook + " FROM " + table + " WHERE " + others + " AND "
                + webhook + " > :after ORDER BY 1 LIMIT :limit) ORDER BY 1 FOR NO KEY UPDATE";
    }

    /** Puts other texts in the place of those that still stand there. */
    String replaceSql() {
        return "UPDATE " + table + " AS t SET " + column + " = n.fresh"
                + " FROM unnest(:ids, :old, :fresh) AS n(id, old, fresh)"
                + " WHERE t." + webhook + " = n.id AND t." + column + " = n.old";
    }
}
