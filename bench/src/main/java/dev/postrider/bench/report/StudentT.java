package dev.postrider.bench.report;

/** The 97.5 % quantile of Student's t, from its table. */
final class StudentT {
    private static final double[] BY_FREEDOM = {
        12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.160, 2.145, 2.131, 2.120,
        2.110, 2.101, 2.093, 2.086
    };

    private StudentT() {}

    /**
     * @param freedom degrees of freedom, from 1; above 20 the value for 20 is a little too wide
     */
    static double quantile975(int freedom) {
        return BY_FREEDOM[Math.min(freedom, BY_FREEDOM.length) - 1];
    }
}
