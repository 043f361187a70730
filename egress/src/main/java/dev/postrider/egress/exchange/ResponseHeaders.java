package dev.postrider.egress.exchange;

import io.netty.handler.codec.http.HttpHeaders;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The headers of a response as outcomes carry them: names in lower case, values of one name joined, bounded in all. */
final class ResponseHeaders {
    private static final int MAX_COUNT = 64;
    private static final int MAX_CHARS = 8 * 1024;

    /** Decisions depend on these, so they are taken first. */
    private static final List<String> FIRST = List.of("retry-after");

    private final Map<String, String> kept = new LinkedHashMap<>();
    private int chars;

    private ResponseHeaders() {}

    /** What fits in 64 headers and 8 Ki characters; what does not is left out. */
    static Map<String, String> of(HttpHeaders headers) {
        ResponseHeaders bounded = new ResponseHeaders();
        FIRST.forEach(name -> bounded.take(name, headers));
        headers.names().forEach(name -> bounded.take(name, headers));
        return bounded.kept;
    }

    private void take(String name, HttpHeaders headers) {
        String lower = name.toLowerCase(Locale.ROOT);
        if (kept.containsKey(lower) || kept.size() == MAX_COUNT || !headers.contains(name)) {
            return;
        }
        String value = String.join(", ", headers.getAll(name));
        int size = lower.length() + value.length();
        if (chars + size <= MAX_CHARS) {
            kept.put(lower, value);
            chars += size;
        }
    }
}
