package dev.postrider.standalone;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a user sets by environment variables; each has a default.
 *
 * @param host an IP address of this machine; {@code POSTRIDER_HOST}
 * @param port of the API, 0 for a free one; {@code POSTRIDER_PORT}
 * @param managementPort of health and metrics, 0 for a free one; {@code POSTRIDER_MANAGEMENT_PORT}
 * @param kafkaPort of the broker, 0 for a free one; {@code POSTRIDER_KAFKA_PORT}
 * @param databasePort of the database, 0 for a free one; {@code POSTRIDER_DATABASE_PORT}
 * @param dataDir where everything is kept; {@code POSTRIDER_DATA_DIR}
 * @param masterKeyGiven whether the environment says which master keys there are; if not, one is made and kept;
 *     {@code POSTRIDER_SECRETS_MASTER_KEY}, {@code _MASTER_KEY_FILE} or {@code _SOURCE}
 * @param adminKey the platform administrator's key; null to make one and keep it; {@code POSTRIDER_ADMIN_KEY}
 */
public record StandaloneSettings(
        String host,
        int port,
        int managementPort,
        int kafkaPort,
        int databasePort,
        Path dataDir,
        boolean masterKeyGiven,
        @Nullable String adminKey) {

    static final int MIN_KEY_LENGTH = 16;
    private static final Set<String> MASTER_KEY_VARIABLES =
            Set.of("POSTRIDER_SECRETS_MASTER_KEY", "POSTRIDER_SECRETS_MASTER_KEY_FILE", "POSTRIDER_SECRETS_SOURCE");
    private static final int MAX_PORT = 65_535;

    /**
     * @throws StartException naming the variable that is wrong
     */
    public StandaloneSettings {
        if (adminKey != null && adminKey.length() < MIN_KEY_LENGTH) {
            throw new StartException("POSTRIDER_ADMIN_KEY must have at least " + MIN_KEY_LENGTH + " characters");
        }
    }

    /** Reads the environment. */
    public static StandaloneSettings of(Map<String, String> environment) {
        return new StandaloneSettings(
                environment.getOrDefault("POSTRIDER_HOST", "127.0.0.1"),
                port(environment, "POSTRIDER_PORT", 8080),
                port(environment, "POSTRIDER_MANAGEMENT_PORT", 8081),
                port(environment, "POSTRIDER_KAFKA_PORT", 9092),
                port(environment, "POSTRIDER_DATABASE_PORT", 0),
                Path.of(environment.getOrDefault("POSTRIDER_DATA_DIR", ".postrider"))
                        .toAbsolutePath()
                        .normalize(),
                MASTER_KEY_VARIABLES.stream()
                        .anyMatch(name -> !environment.getOrDefault(name, "").isBlank()),
                Optional.ofNullable(environment.get("POSTRIDER_ADMIN_KEY"))
                        .filter(key -> !key.isEmpty())
                        .orElse(null));
    }

    private static int port(Map<String, String> environment, String name, int fallback) {
        String text = environment.get(name);
        if (text == null || text.isEmpty()) {
            return fallback;
        }
        try {
            int port = Integer.parseInt(text);
            if (port >= 0 && port <= MAX_PORT) {
                return port;
            }
        } catch (NumberFormatException notANumber) {
            throw new StartException(name + " must be a port from 0 to 65535, not '" + text + "'", notANumber);
        }
        throw new StartException(name + " must be a port from 0 to 65535, not '" + text + "'");
    }
}
