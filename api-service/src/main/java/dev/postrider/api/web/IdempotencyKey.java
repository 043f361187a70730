package dev.postrider.api.web;

import java.util.List;
import java.util.Optional;
import org.springframework.http.server.reactive.ServerHttpRequest;

/** The header {@code Idempotency-Key}: requests that share one are the same request. */
public final class IdempotencyKey {
    private static final String HEADER = "Idempotency-Key";
    private static final int MAX_LENGTH = 255;

    private IdempotencyKey() {}

    /**
     * The key; empty where there is none.
     *
     * @throws ProblemException 400, where the header is no key
     */
    public static Optional<String> of(ServerHttpRequest request) {
        List<String> values = request.getHeaders().getOrEmpty(HEADER);
        if (values.isEmpty()) {
            return Optional.empty();
        }
        String key = values.get(0).strip();
        if (values.size() > 1 || key.isEmpty() || key.length() > MAX_LENGTH) {
            throw Problem.invalid(HEADER, "must be given once, with 1 to " + MAX_LENGTH + " characters")
                    .toException();
        }
        return Optional.of(key);
    }
}
