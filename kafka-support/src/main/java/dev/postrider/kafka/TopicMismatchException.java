package dev.postrider.kafka;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Topics are missing or not as they must be; the message says for each what to do. */
public final class TopicMismatchException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TopicMismatchException(List<String> problems, @Nullable Throwable cause) {
        super(String.join("; ", problems), cause);
    }
}
