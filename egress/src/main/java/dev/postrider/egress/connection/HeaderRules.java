package dev.postrider.egress.connection;

import io.netty.util.AsciiString;

/** Which headers a request may bring: RFC 9110, sections 5.5 and 5.6.2, and none that frame the message or the connection. */
final class HeaderRules {
    private static final boolean[] TOKEN = token();

    private HeaderRules() {}

    /**
     * @throws UnsendableHeaderException naming the header, never its value
     */
    static void requireSendable(String name, String value) throws UnsendableHeaderException {
        requireName(name);
        for (int i = 0; i < value.length(); i++) {
            if (!isInValue(value.charAt(i))) {
                throw unsendableValue(name);
            }
        }
    }

    static void requireName(String name) throws UnsendableHeaderException {
        if (!isToken(name)) {
            throw new UnsendableHeaderException("a header of the request has a name that HTTP forbids");
        }
        if (isReserved(name)) {
            throw new UnsendableHeaderException("the header '" + name + "' is not the request's to set");
        }
    }

    static UnsendableHeaderException unsendableValue(String name) {
        return new UnsendableHeaderException(
                "the value of the header '" + name + "' has a character that HTTP forbids");
    }

    /** Whether a value may have it: what is printed, and the tab. */
    static boolean isInValue(char c) {
        return (c >= ' ' && c != 0x7f && c <= 0xff) || c == '\t';
    }

    static boolean isUserAgent(String name) {
        return name.length() == 10 && name.equalsIgnoreCase("user-agent");
    }

    static boolean isAuthorization(CharSequence name) {
        return name.length() == 13 && AsciiString.contentEqualsIgnoreCase(name, "authorization");
    }

    static UnsendableHeaderException authorizationTwice() {
        return new UnsendableHeaderException(
                "the header 'Authorization' is not the request's to set where the webhook has auth");
    }

    private static boolean isToken(String name) {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c >= TOKEN.length || !TOKEN[c]) {
                return false;
            }
        }
        return !name.isEmpty();
    }

    private static boolean isReserved(String name) {
        return switch (name.length()) {
            case 2 -> name.equalsIgnoreCase("te");
            case 4 -> name.equalsIgnoreCase("host");
            case 6 -> name.equalsIgnoreCase("expect");
            case 7 -> name.equalsIgnoreCase("upgrade") || name.equalsIgnoreCase("trailer");
            case 10 -> name.equalsIgnoreCase("connection") || name.equalsIgnoreCase("keep-alive");
            case 14 -> name.equalsIgnoreCase("content-length") || name.equalsIgnoreCase("http2-settings");
            case 16 -> name.equalsIgnoreCase("proxy-connection");
            case 17 -> name.equalsIgnoreCase("transfer-encoding");
            case 19 -> name.equalsIgnoreCase("proxy-authorization");
            default -> false;
        };
    }

    private static boolean[] token() {
        boolean[] token = new boolean[128];
        for (char c = 'a'; c <= 'z'; c++) {
            token[c] = true;
            token[Character.toUpperCase(c)] = true;
        }
        for (char c : "0123456789!#$%&'*+-.^_`|~".toCharArray()) {
            token[c] = true;
        }
        return token;
    }
}
