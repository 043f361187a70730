package dev.postrider.api.deliverylog;

import java.util.Comparator;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The last redrive that began a try of a delivery. */
public record LastRedrive(int tryNumber, UUID job) {
    private static final Comparator<LastRedrive> ORDER =
            Comparator.comparingInt(LastRedrive::tryNumber).thenComparing(LastRedrive::job);

    static @Nullable LastRedrive max(@Nullable LastRedrive left, @Nullable LastRedrive right) {
        if (left == null || right == null) {
            return left == null ? right : left;
        }
        return ORDER.compare(left, right) >= 0 ? left : right;
    }
}
