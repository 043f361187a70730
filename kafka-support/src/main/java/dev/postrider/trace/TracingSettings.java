package dev.postrider.trace;

import java.net.URI;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where spans go and how many are made. Bound from {@code postrider.tracing.*}.
 *
 * @param endpoint the URL that takes spans by OTLP over HTTP, its path included; tracing is off without it
 * @param ratio which part of the traces that begin here is sampled, 0 to 1; 0.01
 * @param headers that each export has, such as credentials
 */
public record TracingSettings(
        @Nullable String endpoint,
        @Nullable Double ratio,
        @Nullable Map<String, String> headers) {
    public static final String PREFIX = "postrider.tracing";

    private static final double RATIO = 0.01;

    /**
     * @throws IllegalArgumentException naming the setting that is wrong
     */
    public TracingSettings {
        if (endpoint != null && !endpoint.isEmpty() && !isUrl(endpoint)) {
            throw new IllegalArgumentException(
                    PREFIX + ".endpoint must be a URL such as http://collector:4318/v1/traces");
        }
        if (ratio != null && !(ratio >= 0 && ratio <= 1)) {
            throw new IllegalArgumentException(PREFIX + ".ratio must be 0 to 1");
        }
    }

    private static boolean isUrl(String text) {
        try {
            URI uri = URI.create(text);
            return ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme())) && uri.getHost() != null;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    public boolean isOn() {
        return endpoint != null && !endpoint.isEmpty();
    }

    public double ratioOrDefault() {
        return ratio == null ? RATIO : ratio;
    }

    public Map<String, String> headersOrNone() {
        return headers == null ? Map.of() : headers;
    }

    /** Without the headers' values. */
    @Override
    public String toString() {
        return "TracingSettings[endpoint=" + endpoint + ", ratio=" + ratioOrDefault() + ", headers="
                + headersOrNone().keySet() + "]";
    }
}
