package dev.postrider.common.trace;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The span that a record continues, in the text forms of <a href="https://www.w3.org/TR/trace-context/">W3C Trace Context</a>.
 *
 * @param parent {@code traceparent}: version, trace id, span id, flags
 * @param state {@code tracestate}; null for none
 * @param lastAttempt the span id of the attempt before; null before the first
 */
public record TraceContext(
        String parent, @Nullable String state, @Nullable String lastAttempt) {
    /** What the specification asks everyone to pass on; a longer {@code tracestate} is left out. */
    public static final int LONGEST_STATE = 512;

    private static final Pattern PARENT = Pattern.compile("00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}");
    private static final Pattern STATE = Pattern.compile("[ -~\\t]+");
    private static final Pattern SPAN = Pattern.compile("(?!0{16})[0-9a-f]{16}");

    /** Reads what somebody wrote; null where that is no context, which takes nothing from what it came with. */
    public static @Nullable TraceContext parse(
            @Nullable String parent, @Nullable String state, @Nullable String lastAttempt) {
        if (parent == null || !PARENT.matcher(parent).matches()) {
            return null;
        }
        return new TraceContext(
                parent,
                valid(state),
                lastAttempt != null && SPAN.matcher(lastAttempt).matches() ? lastAttempt : null);
    }

    private static @Nullable String valid(@Nullable String state) {
        return state != null
                        && state.length() <= LONGEST_STATE
                        && STATE.matcher(state).matches()
                ? state
                : null;
    }

    /** 32 hexadecimal digits. */
    public String traceId() {
        return parent.substring(3, 35);
    }

    /** The same before the attempt that follows one that has this span id. */
    public TraceContext after(String attempt) {
        return new TraceContext(parent, state, attempt);
    }
}
