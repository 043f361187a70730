package dev.postrider.api.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postrider.api.deliverylog.Selection;
import dev.postrider.common.event.EventType;
import dev.postrider.common.id.DeliveryId;
import dev.postrider.common.id.EventId;
import dev.postrider.common.id.WebhookId;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SelectionOverlapTest {
    private static final Selection ALL = of(null, null, null, null, null, null, null);
    private static final WebhookId A = new WebhookId(UUID.randomUUID());
    private static final WebhookId B = new WebhookId(UUID.randomUUID());
    private static final DeliveryId FIRST = new DeliveryId(UUID.randomUUID());
    private static final DeliveryId SECOND = new DeliveryId(UUID.randomUUID());
    private static final DeliveryId THIRD = new DeliveryId(UUID.randomUUID());

    @Test
    void everythingOverlapsWithAnything() {
        assertOverlap(ALL, ALL);
        assertOverlap(ALL, of(A, "order.paid", "evt-1", "exhausted", 500, 1, 2));
        assertOverlap(ALL, Selection.of(List.of(FIRST), A));
    }

    @Test
    void oneFieldThatDiffersTellsThemApart() {
        Selection one = of(A, "order.paid", "evt-1", "exhausted", 500, null, null);

        assertOverlap(one, one);
        assertApart(one, of(B, null, null, null, null, null, null));
        assertApart(one, of(null, "order.sent", null, null, null, null, null));
        assertApart(one, of(null, null, "evt-2", null, null, null, null));
        assertApart(one, of(null, null, null, "expired", null, null, null));
        assertApart(one, of(null, null, null, null, 503, null, null));
    }

    @Test
    void fieldsThatOnlyOneHasDoNotTellThemApart() {
        assertOverlap(of(A, null, null, null, null, null, null), of(null, "order.paid", null, null, 500, null, null));
    }

    @Test
    void timesTellThemApartWhereTheyDoNotMeet() {
        Selection early = of(null, null, null, null, null, 1, 5);

        assertApart(early, of(null, null, null, null, null, 5, 9));
        assertOverlap(early, of(null, null, null, null, null, 4, 9));
        assertOverlap(early, of(null, null, null, null, null, 2, 3));
        assertApart(early, of(null, null, null, null, null, 7, null));
        assertOverlap(early, of(null, null, null, null, null, null, 2));
        assertApart(of(null, null, null, null, null, 5, null), of(null, null, null, null, null, null, 5));
    }

    @Test
    void idsOverlapWhereTheyShareOneAndWithFiltersOfTheSameWebhook() {
        assertOverlap(Selection.of(List.of(FIRST, SECOND), A), Selection.of(List.of(SECOND, THIRD), null));
        assertApart(Selection.of(List.of(FIRST), A), Selection.of(List.of(SECOND), A));
        assertOverlap(Selection.of(List.of(FIRST), A), of(A, null, null, null, null, null, null));
        assertApart(Selection.of(List.of(FIRST), A), of(B, null, null, null, null, null, null));
    }

    private static void assertOverlap(Selection left, Selection right) {
        assertThat(left.overlaps(right)).isTrue();
        assertThat(right.overlaps(left)).isTrue();
    }

    private static void assertApart(Selection left, Selection right) {
        assertThat(left.overlaps(right)).isFalse();
        assertThat(right.overlaps(left)).isFalse();
    }

    private static Selection of(
            @Nullable WebhookId webhook,
            @Nullable String type,
            @Nullable String event,
            @Nullable String reason,
            @Nullable Integer status,
            @Nullable Integer from,
            @Nullable Integer to) {
        return new Selection(
                List.of(),
                webhook,
                type == null ? null : new EventType(type),
                event == null ? null : new EventId(event),
                reason,
                status,
                from == null ? null : Instant.ofEpochSecond(from),
                to == null ? null : Instant.ofEpochSecond(to));
    }
}
