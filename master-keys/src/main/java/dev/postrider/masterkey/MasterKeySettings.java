package dev.postrider.masterkey;

import dev.postrider.common.secret.MasterKeys;
import java.nio.file.Path;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which master keys there are. Bound from {@code postrider.secrets.*}; exactly one of the first three is given.
 *
 * @param masterKey the keys themselves, separated by commas
 * @param masterKeyFile the file that has them
 * @param source the name of a {@link MasterKeySource} on the class path
 * @param properties handed to that source as they are
 */
public record MasterKeySettings(
        @Nullable String masterKey,
        @Nullable String masterKeyFile,
        @Nullable String source,
        @Nullable Map<String, String> properties) {
    private static final String SETTINGS = "postrider.secrets.master-key-file (POSTRIDER_SECRETS_MASTER_KEY_FILE),"
            + " postrider.secrets.master-key (POSTRIDER_SECRETS_MASTER_KEY) or postrider.secrets.source";
    private static final String HOW = "Make a key with: echo \"k1:$(openssl rand -base64 32)\" > master-key."
            + " Without it nothing that was sealed can be read, so keep a copy.";

    /**
     * The keys of the one source that is set.
     *
     * @throws MasterKeyException if there is none, or more than one, or it has no keys
     */
    public MasterKeys load() {
        Stream.Builder<MasterKeySource> sources = Stream.builder();
        if (masterKey != null && !masterKey.isBlank()) {
            sources.add(new GivenKeys(masterKey));
        }
        if (masterKeyFile != null && !masterKeyFile.isBlank()) {
            sources.add(new FileKeys(Path.of(masterKeyFile)));
        }
        if (source != null && !source.isBlank()) {
            sources.add(named(source));
        }
        return sources.build()
                .reduce((one, other) -> {
                    throw new MasterKeyException("There are master keys from two sources, " + one.name() + " and "
                            + other.name() + ". Set only one of " + SETTINGS + ".");
                })
                .orElseThrow(() -> new MasterKeyException(
                        "There is no master key, which protects the secrets of webhooks. Set " + SETTINGS + ". " + HOW))
                .load(properties == null ? Map.of() : properties);
    }

    private static MasterKeySource named(String name) {
        return ServiceLoader.load(MasterKeySource.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(found -> found.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new MasterKeyException("postrider.secrets.source is '" + name + "', and no "
                        + MasterKeySource.class.getName() + " of that name is on the class path"));
    }

    @Override
    public String toString() {
        return "MasterKeySettings[redacted]";
    }
}
