package dev.postrider.dispatcher.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class OffsetTrackerTest {
    private final OffsetTracker tracker = new OffsetTracker(CommittedProgress.at(5));

    @Test
    void frontierIsTheNextOffsetWhileNothingIsIncomplete() {
        assertThat(tracker.frontier()).isEqualTo(5);

        tracker.receive(5);
        tracker.complete(5);

        assertThat(tracker.frontier()).isEqualTo(6);
    }

    @Test
    void frontierStopsAtTheLowestIncompleteOffset() {
        tracker.receive(5);
        tracker.receive(6);
        tracker.receive(9);

        tracker.complete(6);
        tracker.complete(9);

        assertThat(tracker.frontier()).isEqualTo(5);
        assertThat(tracker.admitted()).isEqualTo(1);
    }

    @Test
    void frontierPassesGapsThatWereNeverReceived() {
        tracker.receive(5);
        tracker.receive(9);

        tracker.complete(5);

        assertThat(tracker.frontier()).isEqualTo(9);
    }

    @Test
    void aRestartSkipsWhatWasCompleted() {
        for (long offset = 5; offset < 10; offset++) {
            tracker.receive(offset);
        }
        tracker.complete(6);
        tracker.complete(8);
        CommittedProgress committed =
                CommittedProgress.read(tracker.frontier(), tracker.progress().toMetadata());

        OffsetTracker restarted = new OffsetTracker(committed);

        assertThat(restarted.receive(5)).isTrue();
        assertThat(restarted.receive(6)).isFalse();
        assertThat(restarted.receive(7)).isTrue();
        assertThat(restarted.receive(8)).isFalse();
        assertThat(restarted.receive(9)).isTrue();
        assertThat(restarted.receive(10)).isTrue();
    }

    @Test
    void metadataOfAnotherOffsetSaysNothing() {
        for (long offset = 5; offset < 10; offset++) {
            tracker.receive(offset);
        }
        tracker.complete(7);

        OffsetTracker moved =
                new OffsetTracker(CommittedProgress.read(4, tracker.progress().toMetadata()));

        assertThat(moved.receive(7)).isTrue();
    }

    @Test
    void refusesWhatCannotBe() {
        tracker.receive(7);

        assertThatThrownBy(() -> tracker.receive(7)).hasMessageContaining("received offset 7");
        assertThatThrownBy(() -> tracker.complete(6)).hasMessageContaining("not incomplete");
    }
}
