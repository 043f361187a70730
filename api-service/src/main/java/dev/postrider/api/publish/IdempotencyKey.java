package dev.postrider.api.publish;

import dev.postrider.api.web.Problem;
import java.util.List;
import java.util.Optional;
import org.springframework.http.server.reactive.ServerHttpRequest;

/** The header {@code Idempotency-Key}: requests that share one publish the same event. */
final class IdempotencyKey {
    private static final String HEADER = "Idempotency-Key";
    private static final int MAX_LENGTH = 255;

    private IdempotencyKey() {}

    static Optional<String> of(ServerHttpRequest request) {
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
