package dev.postrider.dispatcher.controls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postrider.common.delivery.CancelReason;
import dev.postrider.common.delivery.Delivery;
import dev.postrider.common.event.EventType;
import dev.postrider.common.id.EventId;
import dev.postrider.common.wire.Control;
import dev.postrider.common.wire.Control.Filter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Seeded random controls and deliveries: the view says of each delivery what going through all controls would say. */
class PartitionControlsProperty {
    private static final int CONTROLS = 300;
    private static final int DELIVERIES = 1_000;

    private final Random random = new Random();
    private final List<Control> all = new ArrayList<>();
    private final PartitionControls view =
            new PartitionControls(Controlled.PARTITION, Controlled.SETTINGS, Controlled.CLOCK);

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void aDeliveryEndsIfAnyControlEndsIt(long seed) {
        random.setSeed(seed);
        int ended = 0;
        for (int i = 0; i < CONTROLS; i++) {
            Control control = control();
            all.add(control);
            view.take(Controlled.record(i, control, Controlled.NOW));
            for (int j = 0; j < DELIVERIES / CONTROLS; j++) {
                Delivery delivery = delivery();
                ended += check(delivery);
            }
        }

        assertThat(ended).isBetween(DELIVERIES / 20, DELIVERIES * 19 / 20);
    }

    private int check(Delivery delivery) {
        List<CancelReason> reasons = all.stream()
                .filter(control -> control.webhook().equals(delivery.webhook()) && control.ends(delivery))
                .map(Control::reason)
                .toList();
        CancelReason reason = view.ending(delivery);
        if (reasons.isEmpty()) {
            assertThat(reason).isNull();
            return 0;
        }
        assertThat(reason).isIn(reasons);
        return 1;
    }

    private Control control() {
        int webhook = random.nextInt(8);
        if (random.nextInt(3) > 0) {
            CancelReason reason = random.nextBoolean() ? CancelReason.REQUESTED : CancelReason.SUPERSEDED;
            Delivery about = Controlled.delivery(webhook, random.nextInt(60));
            return new Control.OfDelivery(about.webhook(), about.id(), 1 + random.nextInt(3), reason);
        }
        // Webhooks 6 and 7 have no filters, 0 to 2 a few that match much.
        int filtered = random.nextInt(6);
        return new Control.OfMatching(
                Controlled.webhook(filtered),
                new UUID(random.nextLong(), random.nextLong()),
                new Filter(
                        random.nextBoolean() ? null : new EventType("type" + random.nextInt(4)),
                        random.nextInt(3) == 0 ? null : new EventId("e" + random.nextInt(60)),
                        moment(),
                        moment()),
                Controlled.NOW.plusSeconds(random.nextInt(100)));
    }

    private @Nullable Instant moment() {
        return random.nextInt(3) > 0 ? null : Controlled.NOW.plusSeconds(random.nextInt(100));
    }

    private Delivery delivery() {
        return Controlled.delivery(
                random.nextInt(8),
                random.nextInt(60),
                1 + random.nextInt(3),
                new EventType("type" + random.nextInt(4)),
                Controlled.NOW.plusSeconds(random.nextInt(100)),
                Controlled.NOW.plusSeconds(random.nextInt(100)));
    }
}
