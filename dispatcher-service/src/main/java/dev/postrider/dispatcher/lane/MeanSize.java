package dev.postrider.dispatcher.lane;

/** How large the bodies of one partition's shelf are on average, of those that this dispatcher has seen of late. */
final class MeanSize {
    /** So many of the last ones count. */
    private static final int WEIGHT = 1_000;

    private int seen;
    private double mean;

    void add(Admitted one) {
        seen = Math.min(seen + 1, WEIGHT);
        mean += (one.delivery().body().length - mean) / seen;
    }

    /** In bytes; 0 if none was seen. */
    double mean() {
        return mean;
    }
}
