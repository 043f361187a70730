package dev.postrider.dispatcher.intake;

import dev.postrider.common.delivery.Delivery;
import dev.postrider.common.id.DeliveryId;
import dev.postrider.dispatcher.lane.Admitted;
import dev.postrider.dispatcher.shelf.StartedAttempt;
import java.util.Arrays;
import java.util.List;

/**
 * Which attempts of one partition were started of late, each with the record that it was started from: another record of the same
 * attempt is a copy, which a repeated fan-out or hand-back makes, and the first carries the obligation.
 *
 * <p>The same record may run again after a crash. A record read back from the shelf may itself be where the obligation of an attempt
 * stands that was started from the deliveries topic: by an earlier owner, which may have died, or at the head of an ordered lane,
 * whose copy takes its place. It is a copy only of another one on the shelf, or of an attempt that was started here and settles
 * by itself.
 *
 * <p>The last 8,192 are kept, in a ring of plain numbers with a hash index over it: as objects they would be what the garbage
 * collector copies most, since each lives for as long as thousands of deliveries take.
 */
final class StartedAttempts {
    private static final int CAPACITY = 8192;
    private static final int SMALLEST = 64;
    private static final int NONE = -1;

    /** Of a source: it stood on the shelf. */
    private static final long SHELVED = 1;
    /** Beside a source: what comes of the attempt is handed over without a record on the shelf. */
    private static final long SETTLES = 2;

    private static final int FLAGS = 2;

    private long[] high = new long[SMALLEST];
    private long[] low = new long[SMALLEST];
    private long[] numbers = new long[SMALLEST];
    private long[] sources = new long[SMALLEST];
    /** The next place of the ring in the same bucket. */
    private int[] following = new int[SMALLEST];

    /** The first place of each bucket. */
    private int[] buckets = emptyBuckets(SMALLEST);

    private int oldest;
    private int size;

    void refill(List<StartedAttempt> earlier) {
        for (StartedAttempt one : earlier) {
            long attempt = numbers(one.tryNumber(), one.attempt());
            if (find(one.delivery(), attempt) == NONE) {
                add(one.delivery(), attempt, source(one.shelved(), one.offset()));
            }
        }
    }

    /**
     * Of one that an earlier owner had started, what is started now counts.
     *
     * @param ordered whether a retry keeps its place in its lane
     */
    void start(Admitted admitted, boolean ordered) {
        Delivery delivery = admitted.delivery();
        long source = source(admitted) | (ordered ? 0 : SETTLES);
        long attempt = numbers(delivery.tryNumber(), delivery.attempt());
        int known = find(delivery.id(), attempt);
        if (known == NONE) {
            add(delivery.id(), attempt, source);
        } else {
            sources[known] = source;
        }
    }

    boolean isCopy(Admitted admitted) {
        Delivery delivery = admitted.delivery();
        int found = find(delivery.id(), numbers(delivery.tryNumber(), delivery.attempt()));
        if (found == NONE || (sources[found] & ~SETTLES) == source(admitted)) {
            return false;
        }
        return (sources[found] & (SHELVED | SETTLES)) != 0 || !admitted.isShelved();
    }

    private void add(DeliveryId delivery, long attempt, long source) {
        if (size == CAPACITY) {
            forgetOldest();
        } else if (size == high.length) {
            grow();
        }
        int place = (oldest + size) & (high.length - 1);
        high[place] = delivery.value().getMostSignificantBits();
        low[place] = delivery.value().getLeastSignificantBits();
        numbers[place] = attempt;
        sources[place] = source;
        size++;
        link(place);
    }

    private int find(DeliveryId delivery, long attempt) {
        long idHigh = delivery.value().getMostSignificantBits();
        long idLow = delivery.value().getLeastSignificantBits();
        int place = buckets[bucket(idHigh, idLow, attempt)];
        while (place != NONE && (low[place] != idLow || high[place] != idHigh || numbers[place] != attempt)) {
            place = following[place];
        }
        return place;
    }

    private void link(int place) {
        int bucket = bucket(high[place], low[place], numbers[place]);
        following[place] = buckets[bucket];
        buckets[bucket] = place;
    }

    /** It is the last of its bucket, since newer ones are put in front. */
    private void forgetOldest() {
        int bucket = bucket(high[oldest], low[oldest], numbers[oldest]);
        if (buckets[bucket] == oldest) {
            buckets[bucket] = NONE;
        } else {
            int before = buckets[bucket];
            while (following[before] != oldest) {
                before = following[before];
            }
            following[before] = NONE;
        }
        oldest = (oldest + 1) & (high.length - 1);
        size--;
    }

    /** Nothing has been forgotten yet, so the oldest is the first. */
    private void grow() {
        int larger = 2 * high.length;
        high = Arrays.copyOf(high, larger);
        low = Arrays.copyOf(low, larger);
        numbers = Arrays.copyOf(numbers, larger);
        sources = Arrays.copyOf(sources, larger);
        following = new int[larger];
        buckets = emptyBuckets(larger);
        for (int place = 0; place < size; place++) {
            link(place);
        }
    }

    private int bucket(long idHigh, long idLow, long attempt) {
        long mixed = (idHigh ^ Long.rotateLeft(idLow, 32) ^ attempt) * 0x9e37_79b9_7f4a_7c15L;
        return (int) (mixed >>> 32) & (buckets.length - 1);
    }

    private static int[] emptyBuckets(int capacity) {
        int[] buckets = new int[2 * capacity];
        Arrays.fill(buckets, NONE);
        return buckets;
    }

    private static long numbers(int tryNumber, int attempt) {
        return ((long) tryNumber << Integer.SIZE) | attempt;
    }

    private static long source(Admitted admitted) {
        return source(admitted.isShelved(), admitted.offset());
    }

    private static long source(boolean shelved, long offset) {
        return (offset << FLAGS) | (shelved ? SHELVED : 0);
    }
}
