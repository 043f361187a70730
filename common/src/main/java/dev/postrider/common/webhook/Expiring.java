package dev.postrider.common.webhook;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What signs until it expires.
 *
 * @param expiresAt the first moment at which it does not sign any more; null for never
 */
public record Expiring<K>(K key, @Nullable Instant expiresAt) {
    /** One that does not expire. */
    public static <K> Expiring<K> never(K key) {
        return new Expiring<>(key, null);
    }

    public boolean isLive(Instant at) {
        return expiresAt == null || at.isBefore(expiresAt);
    }

    /** Those that sign at that moment, in their order. */
    static <K> List<K> live(List<Expiring<K>> all, Instant at) {
        List<K> live = new ArrayList<>(all.size());
        for (Expiring<K> one : all) {
            if (one.isLive(at)) {
                live.add(one.key());
            }
        }
        return live;
    }
}
