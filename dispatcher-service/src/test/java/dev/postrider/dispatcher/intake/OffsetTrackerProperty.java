package dev.postrider.dispatcher.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Seeded random interleavings of receive, complete, commit, failed commit and restart, against the plainest model. */
class OffsetTrackerProperty {

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void nothingIsLostAndNothingCompletedBeforeTheLastCommitComesAgain(long seed) {
        Random random = new Random(seed);
        List<Long> log = offsetsWithGaps(random, 3_000);
        Set<Long> done = new HashSet<>();
        // What the tracker may know: a crash forgets what was completed after the last commit.
        Set<Long> known = new HashSet<>();
        Set<Long> knownAtLastCommit = new HashSet<>();
        long committedFrontier = log.get(0);
        String committedMetadata = "";
        OffsetTracker tracker = new OffsetTracker(CommittedProgress.at(committedFrontier));
        List<Long> open = new ArrayList<>();
        int position = 0;

        while (done.size() < log.size()) {
            switch (random.nextInt(10)) {
                case 0, 1, 2, 3 -> {
                    if (position < log.size() && tracker.admitted() < 1000) {
                        long offset = log.get(position++);
                        if (tracker.receive(offset)) {
                            assertThat(known.contains(offset))
                                    .as("offset %d comes again", offset)
                                    .isFalse();
                            open.add(offset);
                        } else {
                            assertThat(known.contains(offset))
                                    .as("offset %d is skipped", offset)
                                    .isTrue();
                        }
                    }
                }
                case 4, 5, 6, 7 -> {
                    if (!open.isEmpty()) {
                        long offset = open.remove(random.nextInt(open.size()));
                        tracker.complete(offset);
                        done.add(offset);
                        known.add(offset);
                    }
                }
                case 8 -> {
                    boolean acknowledged = random.nextInt(4) > 0;
                    if (acknowledged) {
                        committedFrontier = tracker.frontier();
                        committedMetadata = tracker.progress().toMetadata();
                        knownAtLastCommit = new HashSet<>(known);
                    }
                }
                default -> {
                    if (random.nextInt(20) == 0) {
                        tracker = new OffsetTracker(CommittedProgress.read(committedFrontier, committedMetadata));
                        open.clear();
                        known = new HashSet<>(knownAtLastCommit);
                        long frontier = committedFrontier;
                        position = (int)
                                log.stream().filter(offset -> offset < frontier).count();
                    }
                }
            }
            assertFrontierIsExact(tracker, log, done, open);
        }
        assertThat(done).hasSameSizeAs(log);
    }

    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13})
    void metadataAlwaysFitsAndNeverClaimsTooMuch(long seed) {
        Random random = new Random(seed);
        List<Long> log = offsetsWithGaps(random, 20_000);
        OffsetTracker tracker = new OffsetTracker(CommittedProgress.at(log.get(0)));
        Set<Long> incomplete = new HashSet<>(log);
        for (long offset : log) {
            tracker.receive(offset);
            if (random.nextInt(3) > 0) {
                tracker.complete(offset);
                incomplete.remove(offset);
            }
        }

        String metadata = tracker.progress().toMetadata();

        assertThat(metadata.length()).isLessThanOrEqualTo(CommittedProgress.MAX_METADATA_CHARS);
        CommittedProgress read = CommittedProgress.read(tracker.frontier(), metadata);
        assertThat(log).allSatisfy(offset -> {
            if (incomplete.contains(offset)) {
                assertThat(read.isCompleted(offset)).isFalse();
            }
        });
        assertThat(log).anyMatch(offset -> offset > read.frontier() && read.isCompleted(offset));
    }

    private static void assertFrontierIsExact(OffsetTracker tracker, List<Long> log, Set<Long> done, List<Long> open) {
        long frontier = tracker.frontier();
        assertThat(open).allMatch(offset -> offset >= frontier);
        if (!open.isEmpty()) {
            assertThat(open).contains(frontier);
        }
        assertThat(log.stream().filter(offset -> offset < frontier)).allMatch(done::contains);
    }

    private static List<Long> offsetsWithGaps(Random random, int count) {
        List<Long> offsets = new ArrayList<>();
        long offset = random.nextInt(1000);
        for (int i = 0; i < count; i++) {
            offset += random.nextInt(10) == 0 ? 1 + random.nextInt(50_000) : 1;
            offsets.add(offset);
        }
        return offsets;
    }
}
