package dev.postrider.dispatcher.controls;

import dev.postrider.common.wire.Control;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** A view of controls filled by a test instead of a topic. */
public final class ControlsOf {
    private ControlsOf() {}

    /** Knows these, and does not know whether there are more. */
    public static PartitionControls unconfirmed(Control... known) {
        PartitionControls controls = new PartitionControls(
                Controlled.PARTITION, new ControlsSettings(1_000, Duration.ofDays(31)), InstantSource.system());
        for (int i = 0; i < known.length; i++) {
            controls.take(Controlled.record(i, known[i], Instant.now()));
        }
        return controls;
    }

    /** Knows these, and that there were no others at that moment. */
    public static PartitionControls confirmed(long nanos, Control... known) {
        PartitionControls controls = unconfirmed(known);
        controls.confirm(nanos);
        return controls;
    }
}
