package dev.postrider.common.retry;

import dev.postrider.common.delivery.AttemptOutcome;
import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which failures ask for a later try. Network errors and timeouts always do; redirects and refusals by the address guard
 * never do.
 */
public sealed interface RetryOn {
    /** 408, 425, 429 and 5xx. */
    record Default() implements RetryOn {
        @Override
        public boolean includes(int status) {
            return status == 408 || status == 425 || status == 429 || status >= 500;
        }
    }

    /** Every answer that is neither a success nor a redirect. */
    record AllNon2xx() implements RetryOn {
        @Override
        public boolean includes(int status) {
            return true;
        }
    }

    /** These status codes and no others. */
    record Statuses(Set<Integer> codes) implements RetryOn {
        /**
         * @throws IllegalArgumentException with a message fit for a user
         */
        public Statuses {
            codes = Collections.unmodifiableSet(new TreeSet<>(codes));
            if (codes.isEmpty() || codes.stream().anyMatch(code -> code < 400 || code > 599)) {
                throw new IllegalArgumentException("must list status codes from 400 to 599");
            }
        }

        @Override
        public boolean includes(int status) {
            return codes.contains(status);
        }
    }

    boolean includes(int status);

    /** Whether a failed attempt is to be tried again later. */
    default boolean retries(AttemptOutcome outcome) {
        if (outcome instanceof AttemptOutcome.Responded responded) {
            boolean redirect = responded.status() >= 300 && responded.status() < 400;
            return !responded.isSuccess() && !redirect && includes(responded.status());
        }
        return ((AttemptOutcome.Failed) outcome).kind().isTransient();
    }
}
