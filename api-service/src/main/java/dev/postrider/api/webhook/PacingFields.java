package dev.postrider.api.webhook;

import dev.postrider.api.web.Fields;
import dev.postrider.common.webhook.Pacing;
import org.jspecify.annotations.Nullable;

/** The fields {@code rate_limit_per_second}, {@code max_concurrency} and {@code ordered}; null takes a limit away. */
final class PacingFields {
    private static final String RATE = "rate_limit_per_second";
    private static final String CONCURRENCY = "max_concurrency";
    private static final String NO_LIMIT = "no limit of its own";

    private final Fields fields;

    PacingFields(Fields fields) {
        this.fields = fields;
    }

    /** The pacing that the request asks for; where a field is wrong, an error and what was there before. */
    Pacing read(Pacing before) {
        @Nullable Boolean ordered = fields.flag("ordered");
        return new Pacing(
                fields.nullableInteger(RATE, 1, Pacing.MAX_RATE, before.ratePerSecond(), NO_LIMIT),
                fields.nullableInteger(CONCURRENCY, 1, Pacing.MAX_CONCURRENCY, before.maxConcurrency(), NO_LIMIT),
                ordered == null ? before.ordered() : ordered);
    }
}
