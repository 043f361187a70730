package dev.postrider.common.schema;

/**
 * What the regular expressions of one validation may cost together, counted in steps so that the same data is judged alike
 * everywhere. One validation's, and so one thread's.
 */
final class Effort {
    private long left;

    Effort(long steps) {
        this.left = steps;
    }

    boolean isSpent() {
        return left < 0;
    }

    /** Takes some of it; ends the match where there is not so much. */
    void spend(int steps) {
        left -= steps;
        if (left < 0) {
            throw new Spent();
        }
    }

    /** A match that would cost too much. */
    static final class Spent extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Spent() {
            super("a match costs too much", null, false, false);
        }
    }
}
