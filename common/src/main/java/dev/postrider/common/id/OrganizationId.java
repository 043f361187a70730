package dev.postrider.common.id;

import java.util.regex.Pattern;

/** An organization's id, chosen by the platform: 1 to 64 of {@code [A-Za-z0-9_-]}. */
public record OrganizationId(String value) {
    private static final Pattern SYNTAX = Pattern.compile("[A-Za-z0-9_-]{1,64}");

    /** The organization that exists from the first start. */
    public static final OrganizationId DEFAULT = new OrganizationId("default");

    /**
     * @throws IllegalArgumentException with a message fit for a user, if the syntax is wrong
     */
    public OrganizationId {
        if (!SYNTAX.matcher(value).matches()) {
            throw new IllegalArgumentException("must be 1 to 64 letters, digits, '_' or '-'");
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
