package dev.postrider.bench.scenario;

import java.time.Duration;

/**
 * How much is measured.
 *
 * @param warmDrain deliveries drained before those that are measured
 * @param calmDown how long the compilers are waited for at most, between the two
 * @param drain deliveries of one drain that are measured
 * @param rounds of the drain, each with all bare loops
 * @param smallBacklog deliveries of the smaller backlog whose memory is compared
 * @param primers sent as fast as they go before a steady load, until all have come: a cold virtual machine at half its later
 *     capacity gathers a backlog, and that would be measured
 * @param warmUp at the load's own rate, before it is measured
 * @param steady how long a steady load is measured
 * @param repeats of each steady load
 * @param allVariants whether each variant of isolation and each rate of latency is run, or the telling one only
 * @param dead deliveries that wait for the webhook that is dead for long
 * @param deadRate its rate limit, a second
 * @param webhooks of the large organization
 * @param events of one burst of the scale scenario
 * @param pairs of bursts
 * @param fanOut webhooks that one event goes to
 * @param ladder of the scenario of the same name
 */
public record Sizes(
        String name,
        int warmDrain,
        Duration calmDown,
        int drain,
        int rounds,
        int smallBacklog,
        int primers,
        Duration warmUp,
        Duration steady,
        int repeats,
        boolean allVariants,
        int dead,
        int deadRate,
        int webhooks,
        int events,
        int pairs,
        int fanOut,
        LadderSizes ladder) {
    /** The sizes that the bounds are stated for; under half an hour on two cores. */
    public static final Sizes FULL = new Sizes(
            "full",
            1_500_000,
            Duration.ofSeconds(40),
            300_000,
            5,
            30_000,
            150_000,
            Duration.ofSeconds(5),
            Duration.ofSeconds(16),
            1,
            true,
            200_000,
            2_000,
            100_000,
            3_000,
            8,
            10_000,
            LadderSizes.FULL);

    /** To see whether something got much worse; under three minutes. */
    public static final Sizes QUICK = new Sizes(
            "quick",
            100_000,
            Duration.ofSeconds(40),
            100_000,
            1,
            10_000,
            60_000,
            Duration.ofSeconds(2),
            Duration.ofSeconds(15),
            1,
            false,
            10_000,
            2_000,
            10_000,
            1_000,
            3,
            2_000,
            LadderSizes.QUICK);

    /** Shows that the harness works and nothing else. */
    public static final Sizes TINY = new Sizes(
            "tiny",
            200,
            Duration.ZERO,
            600,
            1,
            300,
            200,
            Duration.ofMillis(500),
            Duration.ofSeconds(1),
            1,
            false,
            200,
            200,
            100,
            50,
            2,
            50,
            LadderSizes.TINY);

    /** The same with another number of rounds, repeats and pairs. */
    public Sizes withRepeat(int repeat) {
        return new Sizes(
                name,
                warmDrain,
                calmDown,
                drain,
                repeat,
                smallBacklog,
                primers,
                warmUp,
                steady,
                repeat,
                allVariants,
                dead,
                deadRate,
                webhooks,
                events,
                repeat,
                fanOut,
                ladder.withRounds(repeat));
    }
}
