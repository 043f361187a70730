package dev.postrider.bench.sink;

/** Whether what comes to one path comes in the order of its numbers. */
final class OrderWatch {
    private long highest = -1;
    private long late;
    private long farthest;

    /** Takes note of a number. One that is lower than an earlier one came late, by their difference. */
    synchronized void received(long number) {
        if (number >= highest) {
            highest = number;
            return;
        }
        late++;
        farthest = Math.max(farthest, highest - number);
    }

    synchronized long late() {
        return late;
    }

    synchronized long farthest() {
        return farthest;
    }

    synchronized void reset() {
        highest = -1;
        late = 0;
        farthest = 0;
    }
}
