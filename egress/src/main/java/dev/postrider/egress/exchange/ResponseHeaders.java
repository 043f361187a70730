package dev.postrider.egress.exchange;

import io.netty.handler.codec.http.HttpHeaders;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** The headers of a response as outcomes carry them: names in lower case, values of one name joined, bounded in all. */
final class ResponseHeaders {
    private static final int MAX_COUNT = 64;
    private static final int MAX_CHARS = 8 * 1024;

    /** Decisions depend on it, so it is taken first. */
    private static final String FIRST = "retry-after";

    private final Map<String, String> kept = new LinkedHashMap<>();
    private int chars;

    private ResponseHeaders() {}

    /** What fits in 64 headers and 8 Ki characters; what does not is left out. */
    static Map<String, String> of(HttpHeaders headers) {
        ResponseHeaders bounded = new ResponseHeaders();
        String first = headers.get(FIRST);
        if (first != null) {
            bounded.take(FIRST, first);
        }
        Iterator<Map.Entry<CharSequence, CharSequence>> all = headers.iteratorCharSequence();
        boolean isFirstTaken = first == null;
        while (all.hasNext()) {
            Map.Entry<CharSequence, CharSequence> header = all.next();
            String name = header.getKey().toString().toLowerCase(Locale.ROOT);
            if (isFirstTaken || !name.equals(FIRST)) {
                bounded.take(name, header.getValue().toString());
            } else {
                isFirstTaken = true;
            }
        }
        return bounded.kept;
    }

    private void take(String name, String value) {
        String before = kept.get(name);
        int size = before == null ? name.length() + value.length() : 2 + value.length();
        if ((before == null && kept.size() == MAX_COUNT) || chars + size > MAX_CHARS) {
            return;
        }
        kept.put(name, before == null ? value : before + ", " + value);
        chars += size;
    }
}
