package dev.postrider.api.webhook;

import dev.postrider.api.web.Fields;
import dev.postrider.common.webhook.Pacing;
import org.jspecify.annotations.Nullable;

/** The fields {@code rate_limit_per_second}, {@code max_concurrency} and {@code ordered}; null takes a limit away. */
final class PacingFields {
    private static final String RATE = "rate_limit_per_second";
    private static final String CONCURRENCY = "max_concurrency";

    private final Fields fields;

    PacingFields(Fields fields) {
        this.fields = fields;
    }

    /** The pacing that the request asks for; where a field is wrong, an error and what was there before. */
    Pacing read(Pacing before) {
        @Nullable Boolean ordered = fields.flag("ordered");
        return new Pacing(
                limit(RATE, Pacing.MAX_RATE, before.ratePerSecond()),
                limit(CONCURRENCY, Pacing.MAX_CONCURRENCY, before.maxConcurrency()),
                ordered == null ? before.ordered() : ordered);
    }

    private @Nullable Integer limit(String name, int max, @Nullable Integer before) {
        if (fields.isNull(name)) {
            return null;
        }
        @Nullable Integer given = fields.integer(name);
        if (given == null) {
            return before;
        }
        if (given < 1 || given > max) {
            fields.error(name, "must be 1 to " + max + ", or null for no limit of its own, is " + given);
            return before;
        }
        return given;
    }
}
