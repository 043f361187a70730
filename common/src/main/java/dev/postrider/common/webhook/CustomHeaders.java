package dev.postrider.common.webhook;

import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Headers that a webhook's owner adds to each request: at most 20, 4 KiB in all, none that Postrider or HTTP itself sets.
 *
 * <p>Names follow the token rule of RFC 9110, section 5.6.2; values are visible ASCII, spaces and tabs. Values are never
 * printed: people put credentials there.
 */
public record CustomHeaders(Map<String, String> entries) {
    public static final CustomHeaders NONE = new CustomHeaders(Map.of());

    private static final int MAX_COUNT = 20;
    private static final int MAX_BYTES = 4096;
    private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");
    private static final Pattern VALUE = Pattern.compile("[\\x21-\\x7e]([\\t\\x20-\\x7e]*[\\x21-\\x7e])?|");
    private static final Set<String> RESERVED = Set.of(
            "host",
            "content-length",
            "content-type",
            "content-encoding",
            "transfer-encoding",
            "connection",
            "keep-alive",
            "proxy-connection",
            "proxy-authorization",
            "http2-settings",
            "te",
            "trailer",
            "upgrade",
            "expect",
            "user-agent",
            "webhook-id",
            "webhook-timestamp",
            "webhook-signature",
            "x-webhook-id",
            "x-webhook-delivery",
            "x-webhook-event",
            "x-webhook-attempt",
            "x-webhook-timestamp",
            "x-webhook-signature",
            "x-hub-signature-256",
            "stripe-signature");
    private static final String RESERVED_PREFIX = "x-postrider-";

    /**
     * @throws IllegalArgumentException with a message fit for a user, naming the header and the rule
     */
    public CustomHeaders {
        entries = Collections.unmodifiableMap(new LinkedHashMap<>(entries));
        if (entries.size() > MAX_COUNT) {
            throw new IllegalArgumentException("has " + entries.size() + " headers, at most 20 are allowed");
        }
        int bytes = 0;
        for (Map.Entry<String, String> header : entries.entrySet()) {
            requireHeader(header.getKey(), header.getValue());
            bytes += header.getKey().length() + header.getValue().length();
        }
        if (bytes > MAX_BYTES) {
            throw new IllegalArgumentException("is " + bytes + " bytes of names and values, at most 4096 are allowed");
        }
        long distinct = entries.keySet().stream()
                .map(name -> name.toLowerCase(Locale.ROOT))
                .distinct()
                .count();
        if (distinct != entries.size()) {
            throw new IllegalArgumentException("has a header twice, in different cases");
        }
    }

    private static void requireHeader(String name, String value) {
        if (!isToken(name)) {
            throw new IllegalArgumentException(
                    "has a header name that is not an HTTP token: '" + printable(name) + "'");
        }
        if (isReserved(name)) {
            throw new IllegalArgumentException("must not set '" + name + "', which Postrider or HTTP sets itself");
        }
        if (!VALUE.matcher(value).matches()) {
            throw new IllegalArgumentException(
                    "has a value for '" + name + "' with characters other than visible ASCII, inner spaces and tabs");
        }
    }

    /** Whether it can be the name of a header. */
    static boolean isToken(String name) {
        return TOKEN.matcher(name).matches();
    }

    /** Whether Postrider or HTTP sets the header. */
    static boolean isReserved(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return RESERVED.contains(lower) || lower.startsWith(RESERVED_PREFIX);
    }

    private static String printable(String name) {
        String ascii = new String(name.getBytes(StandardCharsets.US_ASCII), StandardCharsets.US_ASCII);
        return ascii.replaceAll("[^\\x20-\\x7e]", "?");
    }

    /** The names only. */
    @Override
    public String toString() {
        return "CustomHeaders" + entries.keySet();
    }
}
