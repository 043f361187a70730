package dev.postrider.masterkey;

import dev.postrider.common.secret.MasterKeys;
import java.util.Map;

/** Master keys that stand in the setting itself, which is usually an environment variable. */
record GivenKeys(String text) implements MasterKeySource {
    @Override
    public String name() {
        return "environment";
    }

    @Override
    public MasterKeys load(Map<String, String> properties) {
        try {
            return MasterKeys.parse(text);
        } catch (IllegalArgumentException e) {
            throw new MasterKeyException(
                    "postrider.secrets.master-key (POSTRIDER_SECRETS_MASTER_KEY) " + e.getMessage(), e);
        }
    }

    @Override
    public String toString() {
        return "GivenKeys[redacted]";
    }
}
