package dev.postrider.api.organization;

import dev.postrider.api.access.Limits;
import dev.postrider.api.database.Rows;
import io.r2dbc.spi.Readable;

/** The columns of an organization's limits. */
public final class LimitColumns {
    /** To select, where no other table of the query has columns of these names. */
    public static final String NAMES = "max_publish_per_second, max_event_bytes, max_webhooks, max_requests_per_second";

    private LimitColumns() {}

    public static Limits read(Readable row) {
        return new Limits(
                Rows.optional(row, "max_publish_per_second", Integer.class),
                Rows.optional(row, "max_event_bytes", Integer.class),
                Rows.optional(row, "max_webhooks", Integer.class),
                Rows.optional(row, "max_requests_per_second", Integer.class));
    }
}
