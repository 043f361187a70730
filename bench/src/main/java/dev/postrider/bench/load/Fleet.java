package dev.postrider.bench.load;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.IntFunction;
import java.util.function.IntUnaryOperator;

/** The webhooks of a run, slot by slot. The same for the same arguments. */
public final class Fleet {
    private static final long SEED = 20_261_122;

    private Fleet() {}

    /** {@code count} webhooks, dealt out evenly over the partitions. */
    public static List<Target> even(int count, IntFunction<String> url) {
        return of(count, url, slot -> slot % RunTopics.PARTITIONS);
    }

    /**
     * {@code count} webhooks.
     *
     * @param url by slot
     * @param partition by slot, below {@link RunTopics#PARTITIONS}
     */
    public static List<Target> of(int count, IntFunction<String> url, IntUnaryOperator partition) {
        Random random = new Random(SEED);
        List<Target> targets = new ArrayList<>(count);
        for (int slot = 0; slot < count; slot++) {
            targets.add(Target.on(partition.applyAsInt(slot), RunTopics.PARTITIONS, slot, url.apply(slot), random));
        }
        return targets;
    }
}
