package dev.postrider.api.server;

import java.util.Map;

/**
 * What every answer tells browsers, errors among them: nothing of it is run, framed, guessed at, passed on or kept, unless
 * the answer says otherwise itself.
 */
final class SecurityHeaders {
    static final String CONTENT_SECURITY_POLICY = "Content-Security-Policy";
    static final String CACHE_CONTROL = "Cache-Control";
    static final String STRICT_TRANSPORT_SECURITY = "Strict-Transport-Security";

    /** Answers are data: should a browser show one, it may do nothing. */
    static final String POLICY_OF_DATA = "default-src 'none'; frame-ancestors 'none'; sandbox";

    /** Pages load what this server has, no inline script among it, and are framed by nobody. */
    static final String POLICY_OF_PAGES = "default-src 'self'; img-src 'self' data:; object-src 'none';"
            + " base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

    /** Answers hold what belongs to one caller, keys and secrets among it. */
    static final String NOT_KEPT = "no-store";

    /** On every answer as they are. */
    static final Map<String, String> FIXED = Map.of(
            "X-Content-Type-Options", "nosniff",
            "X-Frame-Options", "DENY",
            "Referrer-Policy", "no-referrer",
            "Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
            "Cross-Origin-Opener-Policy", "same-origin",
            "Cross-Origin-Resource-Policy", "same-origin");

    private SecurityHeaders() {}
}
