package dev.postrider.api.secret;

import dev.postrider.common.id.WebhookId;
import dev.postrider.common.secret.Seal;
import dev.postrider.common.secret.UnreadableSecretException;
import org.springframework.stereotype.Component;

/** Seals and opens the values of webhooks that stand in tables. Whoever keeps a secret in a row goes through here. */
@Component
public final class RowVault {
    private final Seal seal;

    RowVault(Seal seal) {
        this.seal = seal;
    }

    /** What may stand in the column. */
    public String seal(WebhookId webhook, SealedColumn column, String plain) {
        return seal.seal(plain, column.belongsTo(webhook));
    }

    /**
     * What was sealed for this webhook and this column.
     *
     * @throws UnreadableSecretException if it does not open
     */
    public String open(WebhookId webhook, SealedColumn column, String sealed) {
        return seal.openText(sealed, column.belongsTo(webhook));
    }

    /** The master key that seals. */
    public String currentKey() {
        return seal.keys().current();
    }
}
