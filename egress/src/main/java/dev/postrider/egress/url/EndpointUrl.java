package dev.postrider.egress.url;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Locale;

/**
 * A URL of http or https in canonical form: two URLs that lead to one place by one request are equal.
 *
 * <p>Scheme and host are in lower case, the host as {@link HostName} has it, the port is left out where it is the scheme's, and
 * characters beyond ASCII are percent-encoded. Path and query stay as they are written. What programs read in different ways,
 * or what is never sent, is refused: user info, fragments, backslashes, blanks and control characters.
 *
 * @param tls whether it is https
 * @param host without brackets
 * @param path with the query; begins with {@code /}
 */
public record EndpointUrl(boolean tls, String host, int port, String path) {
    public static final int MAX_LENGTH = 2048;

    private static final String HTTP = "http://";
    private static final String HTTPS = "https://";
    private static final int MAX_PORT = 65_535;
    /** Not allowed in URLs (RFC 3986, section 2), and repaired by programs in different ways. */
    private static final String ILLEGAL = "\"<>\\^`{|}";

    /**
     * @throws IllegalArgumentException with a message fit for a user that begins with a verb, such as {@code must not …}
     */
    public static EndpointUrl parse(String text) {
        requireCharacters(text);
        boolean tls = text.regionMatches(true, 0, HTTPS, 0, HTTPS.length());
        if (!tls && !text.regionMatches(true, 0, HTTP, 0, HTTP.length())) {
            throw new IllegalArgumentException("must start with https:// or http://");
        }
        int start = tls ? HTTPS.length() : HTTP.length();
        int end = endOfAuthority(text, start);
        String authority = text.substring(start, end);
        if (authority.indexOf('@') >= 0) {
            throw new IllegalArgumentException("must not have a user name or password before the host");
        }
        int colon = portColon(authority);
        EndpointUrl url = new EndpointUrl(
                tls,
                HostName.canonical(authority.substring(0, colon)),
                port(authority, colon, tls),
                path(text.substring(end)));
        if (url.text().length() > MAX_LENGTH) {
            throw new IllegalArgumentException(
                    "must be at most " + MAX_LENGTH + " characters, percent-encoding included");
        }
        return url;
    }

    /** The whole URL. The path and the query may be secret. */
    public String text() {
        return (tls ? HTTPS : HTTP) + authority() + path;
    }

    /** Host and port as the {@code Host} header has them: the port only where it is not the scheme's. */
    public String authority() {
        String name = host.indexOf(':') >= 0 ? "[" + host + "]" : host;
        return port == (tls ? 443 : 80) ? name : name + ":" + port;
    }

    /** Host and port only. */
    @Override
    public String toString() {
        return "EndpointUrl[" + authority() + "]";
    }

    private static void requireCharacters(String text) {
        if (text.isEmpty() || text.length() > MAX_LENGTH) {
            throw new IllegalArgumentException("must be 1 to " + MAX_LENGTH + " characters, has " + text.length());
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c <= ' ' || (c >= 0x7f && c <= 0xa0)) {
                throw new IllegalArgumentException(
                        "must not have blanks or control characters; there is one at character " + (i + 1));
            }
            if (c == '#') {
                throw new IllegalArgumentException("must not have a fragment (#…), which is never sent");
            }
            if (ILLEGAL.indexOf(c) >= 0) {
                throw new IllegalArgumentException("must not have '" + c + "' as it is (character " + (i + 1)
                        + "); percent-encode it in the path and the query");
            }
        }
    }

    private static int endOfAuthority(String text, int start) {
        for (int i = start; i < text.length(); i++) {
            if (text.charAt(i) == '/' || text.charAt(i) == '?') {
                return i;
            }
        }
        return text.length();
    }

    /** Where the port's colon is; the end where there is no port. */
    private static int portColon(String authority) {
        int colon = authority.indexOf(':', authority.indexOf(']') + 1);
        return colon < 0 ? authority.length() : colon;
    }

    private static int port(String authority, int colon, boolean tls) {
        String digits = colon == authority.length() ? "" : authority.substring(colon + 1);
        if (digits.isEmpty()) {
            return tls ? 443 : 80;
        }
        int port = digits.matches("[0-9]{1,5}") ? Integer.parseInt(digits) : 0;
        if (port < 1 || port > MAX_PORT) {
            throw new IllegalArgumentException("must have a port from 1 to " + MAX_PORT);
        }
        return port;
    }

    private static String path(String text) {
        StringBuilder path = new StringBuilder(text.length() + 1);
        if (!text.startsWith("/")) {
            path.append('/');
        }
        int query = text.indexOf('?');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean isInQuery = query >= 0 && i > query;
            if ((c == '[' || c == ']') && !isInQuery) {
                throw new IllegalArgumentException("must not have '" + c + "' as it is in the path; percent-encode it");
            }
            if (c == '%' && !isEncoded(text, i)) {
                throw new IllegalArgumentException("must have two hexadecimal digits after each '%'");
            }
            if (c < 0x80) {
                path.append(c);
            } else {
                int length = Character.charCount(text.codePointAt(i));
                encode(text.substring(i, i + length), path);
                i += length - 1;
            }
        }
        return path.toString();
    }

    private static boolean isEncoded(String text, int i) {
        return i + 2 < text.length()
                && HexFormat.isHexDigit(text.charAt(i + 1))
                && HexFormat.isHexDigit(text.charAt(i + 2));
    }

    private static void encode(String character, StringBuilder path) {
        try {
            ByteBuffer utf8 = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(character));
            while (utf8.hasRemaining()) {
                path.append('%').append(HexFormat.of().toHexDigits(utf8.get()).toUpperCase(Locale.ROOT));
            }
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("must not have half of a surrogate pair", e);
        }
    }
}
