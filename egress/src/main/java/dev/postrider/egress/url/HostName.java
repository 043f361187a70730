package dev.postrider.egress.url;

import io.netty.util.NetUtil;
import java.net.IDN;
import java.net.InetAddress;
import java.util.Locale;

/**
 * Hosts in canonical form: names in lower case and punycode, without a dot at the end; IPv4 addresses as four decimal numbers;
 * IPv6 addresses as RFC 5952 has them, without brackets; an IPv6 address that stands for an IPv4 one as that.
 *
 * <p>Whatever programs read in different ways is refused: octal, hexadecimal and short addresses, zones, percent-encoding, empty
 * labels, and characters that IDNA2003 maps elsewhere than IDNA2008.
 */
public final class HostName {
    private static final int MAX_NAME = 253;
    private static final int MAX_LABEL = 63;
    private static final String NOT_A_NAME =
            "has no valid host name (letters, digits, '-' and '.'; a name in another script may be written in punycode)";

    private HostName() {}

    /**
     * @param host as a URL has it, IPv6 addresses in brackets
     * @throws IllegalArgumentException with a message fit for a user
     */
    public static String canonical(String host) {
        if (host.isEmpty()) {
            throw new IllegalArgumentException("has no host");
        }
        if (host.indexOf('%') >= 0) {
            throw new IllegalArgumentException("must not have '%' in its host: neither percent-encoding nor a zone");
        }
        return host.charAt(0) == '[' ? address(host) : name(host);
    }

    private static String address(String host) {
        if (!host.matches("\\[[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*]")) {
            throw new IllegalArgumentException("must have an IPv6 address in brackets, such as [2001:db8::1]");
        }
        try {
            return NetUtil.toAddressString(InetAddress.ofLiteral(host.substring(1, host.length() - 1)));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("must have a valid IPv6 address in brackets, such as [2001:db8::1]", e);
        }
    }

    private static String name(String host) {
        String ascii =
                isAscii(host) ? host.toLowerCase(Locale.ROOT) : punycode(host).toLowerCase(Locale.ROOT);
        String name = ascii.endsWith(".") ? ascii.substring(0, ascii.length() - 1) : ascii;
        String[] labels = name.split("\\.", -1);
        if (name.length() > MAX_NAME) {
            throw new IllegalArgumentException("must have a host name of at most " + MAX_NAME + " characters");
        }
        for (String label : labels) {
            requireLabel(label);
        }
        if (isNumber(labels[labels.length - 1]) && !isAddress(labels)) {
            throw new IllegalArgumentException(
                    "must have an IPv4 address as four decimal numbers without leading zeros, such as 192.0.2.1");
        }
        return name;
    }

    /** IDNA2003, less the characters whose meaning has changed since: those would lead to another domain than a browser's. */
    private static String punycode(String host) {
        if (host.chars().anyMatch(HostName::hasTwoMeanings)) {
            throw new IllegalArgumentException(
                    "has a host name that is read in two ways (ß, ς or an invisible character); write it in punycode (xn--…)");
        }
        try {
            return IDN.toASCII(host, IDN.USE_STD3_ASCII_RULES);
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            throw new IllegalArgumentException(NOT_A_NAME, e);
        }
    }

    private static boolean hasTwoMeanings(int c) {
        return c == 'ß'
                || c == '\u1e9e'
                || c == 'ς'
                || c == '\u00ad'
                || (c >= '\u200b' && c <= '\u200d')
                || c == '\u2060'
                || c == '\ufeff';
    }

    private static void requireLabel(String label) {
        if (label.isEmpty()) {
            throw new IllegalArgumentException(
                    "must not have two dots in a row, or one at the start, in its host name");
        }
        if (label.length() > MAX_LABEL) {
            throw new IllegalArgumentException(
                    "must have at most " + MAX_LABEL + " characters between two dots of its host name");
        }
        boolean isPlain = label.chars().allMatch(c -> (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-');
        if (!isPlain || label.startsWith("-") || label.endsWith("-")) {
            throw new IllegalArgumentException(NOT_A_NAME);
        }
    }

    /** Programs take a host whose last label is a number for an IPv4 address (the URL standard, section 3.5). */
    private static boolean isNumber(String label) {
        return label.matches("[0-9]+|0x[0-9a-f]*");
    }

    private static boolean isAddress(String[] labels) {
        if (labels.length != 4) {
            return false;
        }
        for (String label : labels) {
            if (!label.matches("0|[1-9][0-9]{0,2}") || Integer.parseInt(label) > 255) {
                return false;
            }
        }
        return true;
    }

    private static boolean isAscii(String text) {
        return text.chars().allMatch(c -> c < 0x80);
    }
}
