package dev.postrider.common.wire;

import dev.postrider.common.trace.TraceContext;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/** A trace's context in the headers of records. A record that belongs to no trace has none of them. */
public final class TraceHeaders {
    private TraceHeaders() {}

    /** What a record says, whoever wrote it; null where it says nothing that can be followed. */
    public static @Nullable TraceContext read(Headers headers) {
        String parent = text(headers, HeaderNames.TRACE_PARENT);
        return parent == null
                ? null
                : TraceContext.parse(
                        parent, text(headers, HeaderNames.TRACE_STATE), text(headers, HeaderNames.LAST_ATTEMPT_SPAN));
    }

    /** Lets a record say this, in place of what it said. */
    public static void put(Headers headers, TraceContext trace) {
        put(headers, HeaderNames.TRACE_PARENT, trace.parent());
        put(headers, HeaderNames.TRACE_STATE, trace.state());
        put(headers, HeaderNames.LAST_ATTEMPT_SPAN, trace.lastAttempt());
    }

    private static void put(Headers headers, String name, @Nullable String value) {
        headers.remove(name);
        if (value != null) {
            headers.add(name, value.getBytes(StandardCharsets.UTF_8));
        }
    }

    private static @Nullable String text(Headers headers, String name) {
        Header header = headers.lastHeader(name);
        return header == null || header.value() == null ? null : new String(header.value(), StandardCharsets.UTF_8);
    }
}
