package dev.postrider.dispatcher.lane;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What lanes came to when somebody counted.
 *
 * @param current lanes that are not behind
 * @param inFlight deliveries under way to endpoints or being handed over
 * @param waitingBytes bodies on the shelf, roughly
 * @param mostWaitingBytes of the lane that has most there
 * @param shelfLag records from the first on the shelf that a lane needs to the end
 * @param oldestShelved since when the oldest delivery that heads a lane is held; null for none
 * @param breakers how many are in each state; none that is 0
 */
public record LaneSurvey(
        int current,
        int behind,
        int inFlight,
        long waitingBytes,
        long mostWaitingBytes,
        long shelfLag,
        @Nullable Instant oldestShelved,
        Map<Breaker, Integer> breakers) {
    public LaneSurvey {
        breakers = Map.copyOf(breakers);
    }

    /** No lane at all. */
    public static final LaneSurvey NOTHING = new LaneSurvey(0, 0, 0, 0, 0, 0, null, Map.of());

    /** In which state a webhook's breaker is. */
    public enum Breaker {
        CLOSED,
        OPEN,
        HALF_OPEN
    }

    public int breakers(Breaker state) {
        return breakers.getOrDefault(state, 0);
    }

    LaneSurvey withInFlight(int deliveries) {
        return new LaneSurvey(
                current, behind, deliveries, waitingBytes, mostWaitingBytes, shelfLag, oldestShelved, breakers);
    }
}
