package dev.postrider.api.access;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Who does something.
 *
 * @param name what {@code created_by} says: a key's prefix, a token's subject
 * @param id of the key; of a token its issuer and subject, with {@code #} between them; null where there is none
 */
public record Actor(Kind kind, String name, @Nullable String id) {
    /** The bearer of the configured key. */
    public static final Actor PLATFORM_ADMIN = new Actor(Kind.PLATFORM_ADMIN, Role.PLATFORM_ADMIN.text(), null);

    /** What the service does by itself. */
    public static final Actor POSTRIDER = new Actor(Kind.POSTRIDER, "postrider", null);

    /** How somebody is known. */
    public enum Kind {
        /** By the configured key. */
        PLATFORM_ADMIN,
        /** By a key of an organization. */
        API_KEY,
        /** By a token of the identity provider. */
        TOKEN,
        /** Not at all: the service itself. */
        POSTRIDER;

        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
