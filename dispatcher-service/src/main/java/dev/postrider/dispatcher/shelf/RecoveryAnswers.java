package dev.postrider.dispatcher.shelf;

import dev.postrider.dispatcher.lane.LaneKey;

/** Takes what {@link LaneRecovery} found out, on its thread. */
public interface RecoveryAnswers {
    void recovered(Recovered what);

    /** A former owner's record about a lane has come after the current owner's. */
    void intruded(int partition, long epoch, LaneKey lane);
}
