package dev.postrider.bench.report;

/** Something that must hold, and whether it did. */
public record Bound(String name, double measured, Limit limit, double than) {
    /** Which side is good. */
    public enum Limit {
        AT_LEAST,
        AT_MOST
    }

    public static Bound atLeast(String name, double measured, double than) {
        return new Bound(name, measured, Limit.AT_LEAST, than);
    }

    public static Bound atMost(String name, double measured, double than) {
        return new Bound(name, measured, Limit.AT_MOST, than);
    }

    /** A measurement that did not come about holds nothing. */
    public boolean holds() {
        return switch (limit) {
            case AT_LEAST -> measured >= than;
            case AT_MOST -> measured <= than;
        };
    }
}
