package dev.postrider.masterkey;

import dev.postrider.common.secret.MasterKeys;
import java.util.Map;

/** Stands for a key management service: the keys come from the properties that the settings hand over. */
public final class WrappedKeys implements MasterKeySource {
    @Override
    public String name() {
        return "of-the-tests";
    }

    @Override
    public MasterKeys load(Map<String, String> properties) {
        return MasterKeys.parse(properties.getOrDefault("wrapped", ""));
    }
}
