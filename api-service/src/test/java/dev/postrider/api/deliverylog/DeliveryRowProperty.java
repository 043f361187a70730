package dev.postrider.api.deliverylog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postrider.common.delivery.HeldReason;
import dev.postrider.common.wire.LogRecord;
import dev.postrider.common.wire.LogRecord.Next;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The fold of a delivery's records gives the same row in every order and grouping, for seeded random histories. */
class DeliveryRowProperty {
    private static final int HISTORIES = 300;
    private static final HeldReason[] HELD = HeldReason.values();

    @ParameterizedTest
    @ValueSource(longs = {1, 20_260_101, 77_777})
    void everyOrderAndGroupingGivesTheSameRow(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < HISTORIES; i++) {
            List<LogRecord> history = history(random);
            DeliveryRow inOrder = fold(history);

            List<LogRecord> shuffled = new ArrayList<>(history);
            Collections.shuffle(shuffled, random);
            int cut = 1 + random.nextInt(shuffled.size());
            DeliveryRow grouped = fold(shuffled.subList(0, cut));
            if (cut < shuffled.size()) {
                grouped = grouped.merge(fold(shuffled.subList(cut, shuffled.size())));
            }

            assertThat(grouped)
                    .as("history %d of seed %d: %s", i, seed, history)
                    .isEqualTo(inOrder);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {2, 20_260_102})
    void repeatsChangeNothingButTheNumberOfExchanges(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < HISTORIES; i++) {
            List<LogRecord> history = history(random);
            List<LogRecord> repeated = new ArrayList<>(history);
            history.stream().filter(_ -> random.nextBoolean()).forEach(repeated::add);
            Collections.shuffle(repeated, random);

            DeliveryRow once = fold(history);
            DeliveryRow often = fold(repeated);

            assertThat(often.state()).isEqualTo(once.state());
            assertThat(often.last()).isEqualTo(once.last());
            assertThat(often.death()).isEqualTo(once.death());
            assertThat(often.updatedAt()).isEqualTo(once.updatedAt());
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {3, 20_260_103})
    void onceDeliveredItStaysSo(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < HISTORIES; i++) {
            List<LogRecord> history = history(random);
            boolean delivered = history.stream()
                    .anyMatch(record -> record instanceof LogRecord.Attempted attempted
                            && attempted.next() instanceof Next.Delivered);
            Collections.shuffle(history, random);

            DeliveryStatus status = fold(history).state().status();

            assertThat(status == DeliveryStatus.DELIVERED).isEqualTo(delivered);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {5, 20_260_105})
    void heldOneShowsWhyAndAnythingLaterInItsSlotEndsThat(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < HISTORIES; i++) {
            List<LogRecord> history = history(random);
            Collections.shuffle(history, random);

            DeliveryState state = fold(history).state();

            if (state.status() == DeliveryStatus.HELD) {
                assertThat(history).as("why it is held").anyMatch(record -> isHold(record, state));
                assertThat(history)
                        .as("nothing was attempted since, and nothing settled it: %s", history)
                        .noneMatch(record -> isIn(record, state)
                                && switch (record) {
                                    case LogRecord.Attempted attempted ->
                                        Micros.of(attempted.at()).isAfter(state.at());
                                    case LogRecord.Dead _, LogRecord.Cancelled _ -> true;
                                    case LogRecord.FannedOut _,
                                            LogRecord.TryStarted _,
                                            LogRecord.Held _,
                                            LogRecord.Duplicate _ -> false;
                                });
            }
        }
    }

    private static boolean isHold(LogRecord record, DeliveryState state) {
        return record instanceof LogRecord.Held held
                && isIn(held, state)
                && Micros.of(held.at()).equals(state.at())
                && held.reason().text().equals(state.reason());
    }

    private static boolean isIn(LogRecord record, DeliveryState state) {
        return record.subject().tryNumber() == state.tryNumber()
                && record.subject().attempt() == state.attempt();
    }

    @ParameterizedTest
    @ValueSource(longs = {6, 20_260_106})
    void duplicatesHideNothingThatIsKnownOfTheirSlot(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < HISTORIES; i++) {
            List<LogRecord> history = history(random);
            DeliveryRow without = fold(history.stream()
                    .filter(record -> !(record instanceof LogRecord.Duplicate))
                    .toList());

            DeliveryState with = fold(history).state();

            if (!with.equals(without.state())) {
                assertThat(with.status()).isEqualTo(DeliveryStatus.PENDING);
                assertThat(history).anyMatch(record -> record instanceof LogRecord.Duplicate && isIn(record, with));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {4, 20_260_104})
    void countersDoNotDependOnOrderOrGrouping(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < HISTORIES; i++) {
            List<LogRecord> history = history(random);
            CounterChange atOnce = CounterChange.of(null, fold(history));

            Collections.shuffle(history, random);
            int successes = 0;
            int failures = 0;
            DeliveryRow row = null;
            for (LogRecord record : history) {
                DeliveryRow next = row == null ? DeliveryRow.of(record) : row.merge(DeliveryRow.of(record));
                CounterChange change = CounterChange.of(row, next);
                successes += change.successes();
                failures += change.failures();
                row = next;
            }

            assertThat(new CounterChange(successes, failures)).isEqualTo(atOnce);
        }
    }

    /** A history as crashes leave it: slots exercised twice, tries one after the other, any end. Times are distinct. */
    private static List<LogRecord> history(Random random) {
        LogSamples samples = LogSamples.of("default", UUID.randomUUID(), "evt-" + random.nextInt());
        List<LogRecord> records = new ArrayList<>();
        records.add(samples.fannedOut());
        int length = random.nextInt(12);
        for (int i = 0; i < length; i++) {
            int tryNumber = 1 + random.nextInt(3);
            int attempt = 1 + random.nextInt(4);
            Duration after = Duration.ofMillis(10)
                    .plus(Duration.ofNanos(random.nextInt(1_000_000) * 1000L + i * 1_000_000_000L));
            records.add(
                    switch (random.nextInt(10)) {
                        case 0 -> samples.delivered(tryNumber, attempt, after);
                        case 1, 2 -> samples.retrying(tryNumber, attempt, after);
                        case 3 -> samples.givenUp(tryNumber, attempt, after);
                        case 4 -> samples.dead(tryNumber, attempt, after);
                        case 5, 6 -> samples.held(tryNumber, attempt, after, HELD[random.nextInt(HELD.length)]);
                        case 7 -> samples.duplicate(tryNumber, attempt, after);
                        case 8 -> samples.tryStarted(tryNumber, after);
                        default -> samples.cancelled(tryNumber, attempt, after);
                    });
        }
        return records;
    }

    private static DeliveryRow fold(List<LogRecord> records) {
        return records.stream().map(DeliveryRow::of).reduce(DeliveryRow::merge).orElseThrow();
    }
}
