package dev.postrider.api.publish;

import dev.postrider.api.web.Problem;
import java.util.List;
import org.springframework.http.server.reactive.ServerHttpRequest;

/**
 * The header {@code X-Postrider-Hops}: how often what is published has come through Postrider before. Whoever publishes
 * because of a delivery passes on what that had, so an event that goes round in a loop stops.
 */
final class Hops {
    static final String HEADER = "X-Postrider-Hops";

    /** What the record's header takes. */
    private static final int MAX_DIGITS = 4;

    private Hops() {}

    /**
     * The hops that a request names, 0 where it names none.
     *
     * @throws dev.postrider.api.web.ProblemException 400 for what is no number, 422 for more than are allowed
     */
    static int of(ServerHttpRequest request, int max) {
        List<String> values = request.getHeaders().getOrEmpty(HEADER);
        if (values.isEmpty()) {
            return 0;
        }
        String text = values.get(0).strip();
        if (values.size() > 1 || !text.matches("[0-9]+")) {
            throw Problem.invalid(HEADER, "must be given once, with the number that the delivery had, such as 1")
                    .toException();
        }
        if (text.length() > MAX_DIGITS || Integer.parseInt(text) > max) {
            throw Problem.unprocessable(
                            HEADER,
                            "must be at most " + max
                                    + ": an event that came through Postrider more often is taken for a"
                                    + " loop. Do not publish because of a delivery that your own publishing caused")
                    .toException();
        }
        return Integer.parseInt(text);
    }
}
