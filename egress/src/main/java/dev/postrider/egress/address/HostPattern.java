package dev.postrider.egress.address;

import dev.postrider.egress.url.HostName;

/**
 * Host names: {@code hooks.example.com} is that one, {@code *.example.com} all below {@code example.com} and not itself.
 *
 * @param name in canonical form, what follows {@code *.} where there is one
 */
record HostPattern(String name, boolean isBelow) {
    private static final String BELOW = "*.";

    /**
     * @throws IllegalArgumentException with a message fit for an operator
     */
    static HostPattern parse(String text) {
        boolean isBelow = text.startsWith(BELOW);
        try {
            return new HostPattern(HostName.canonical(isBelow ? text.substring(BELOW.length()) : text), isBelow);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "'" + text
                            + "' is neither a block of addresses such as 10.0.0.0/8 nor a host such as *.example.com",
                    e);
        }
    }

    boolean matches(String host) {
        return isBelow
                ? host.length() > name.length() + 1
                        && host.endsWith(name)
                        && host.charAt(host.length() - name.length() - 1) == '.'
                : host.equals(name);
    }
}
