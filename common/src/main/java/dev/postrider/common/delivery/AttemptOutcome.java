package dev.postrider.common.delivery;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** How one HTTP exchange ended. */
public sealed interface AttemptOutcome {
    /** Characters of a response body that are kept. */
    int MAX_BODY_CHARS = 1000;

    /** From the first step of the exchange to its last. */
    Duration duration();

    /** Whether the endpoint took the delivery. */
    boolean isSuccess();

    /** What the log calls this outcome; a bounded set, fit for a metric label. */
    String className();

    /** One line that says what went wrong; empty for a success. */
    String error();

    /** How long the endpoint asks us to wait before the next attempt, nothing where it does not ask. */
    Duration retryAfter(Instant now);

    /**
     * The endpoint answered.
     *
     * @param status 100 to 599
     * @param headers of the response, names in lower case, several values joined by a comma
     * @param body the first 1,000 characters
     */
    record Responded(int status, Map<String, String> headers, String body, Duration duration)
            implements AttemptOutcome {
        public Responded {
            headers = Collections.unmodifiableMap(new LinkedHashMap<>(headers));
            body = body.length() <= MAX_BODY_CHARS ? body : body.substring(0, MAX_BODY_CHARS);
        }

        @Override
        public boolean isSuccess() {
            return status >= 200 && status < 300;
        }

        @Override
        public String className() {
            if (status == 429) {
                return "throttled";
            }
            return switch (status / 100) {
                case 2 -> "success";
                case 3 -> "redirect";
                case 4 -> "client_error";
                case 5 -> "server_error";
                default -> "protocol";
            };
        }

        @Override
        public String error() {
            if (isSuccess()) {
                return "";
            }
            return status / 100 == 3
                    ? "HTTP " + status + "; redirects are not followed, set the webhook's url to the final address"
                    : "HTTP " + status;
        }

        @Override
        public Duration retryAfter(Instant now) {
            String value = headers.get("retry-after");
            if (value == null || (status != 429 && status != 503)) {
                return Duration.ZERO;
            }
            return RetryAfter.parse(value, now).orElse(Duration.ZERO);
        }
    }

    /**
     * No complete answer came.
     *
     * @param error one line for the webhook's owner, without secrets or payload
     */
    record Failed(FailureKind kind, String error, Duration duration) implements AttemptOutcome {
        @Override
        public boolean isSuccess() {
            return false;
        }

        @Override
        public String className() {
            return kind.text();
        }

        @Override
        public Duration retryAfter(Instant now) {
            return Duration.ZERO;
        }
    }
}
