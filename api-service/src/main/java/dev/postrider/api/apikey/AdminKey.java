package dev.postrider.api.apikey;

import java.security.MessageDigest;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/** The configured key of the platform administrator, {@code postrider.admin-key}. */
@ConfigurationProperties("postrider")
record AdminKey(@DefaultValue("") String adminKey) {
    private static final int MIN_LENGTH = 16;

    AdminKey {
        if (adminKey.length() < MIN_LENGTH || !adminKey.chars().allMatch(c -> c > 0x20 && c < 0x7f)) {
            throw new IllegalArgumentException(
                    "postrider.admin-key (POSTRIDER_ADMIN_KEY) must be set to at least 16 visible ASCII characters");
        }
    }

    /** Takes equally long wherever the first difference is. */
    boolean matches(String key) {
        return MessageDigest.isEqual(
                KeyHash.of(adminKey).value(), KeyHash.of(key).value());
    }

    @Override
    public String toString() {
        return "AdminKey[redacted]";
    }
}
