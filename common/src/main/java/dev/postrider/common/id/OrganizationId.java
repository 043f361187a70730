package dev.postrider.common.id;

/** An organization's id, chosen by the platform: 1 to 64 of {@code [A-Za-z0-9_-]}. */
public record OrganizationId(String value) {
    private static final int MAX_LENGTH = 64;

    /** The organization that exists from the first start. */
    public static final OrganizationId DEFAULT = new OrganizationId("default");

    /**
     * @throws IllegalArgumentException with a message fit for a user, if the syntax is wrong
     */
    public OrganizationId {
        if (!isValid(value)) {
            throw new IllegalArgumentException("must be 1 to 64 letters, digits, '_' or '-'");
        }
    }

    /** Read with every delivery, so not by a regular expression. */
    private static boolean isValid(String text) {
        if (text.isEmpty() || text.length() > MAX_LENGTH) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!isLetterOrDigit(c) && c != '_' && c != '-') {
                return false;
            }
        }
        return true;
    }

    private static boolean isLetterOrDigit(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    }

    @Override
    public String toString() {
        return value;
    }
}
