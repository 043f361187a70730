package dev.postrider.common.secret;

import java.util.Set;

/** A sealed text does not open. The message names the key that it asks for, and nothing of what was sealed. */
public final class UnreadableSecretException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private UnreadableSecretException(String message) {
        super(message);
    }

    static UnreadableSecretException malformed() {
        return new UnreadableSecretException("what is sealed is not in the form v1.<key id>.<base64url>");
    }

    static UnreadableSecretException truncated(String keyId) {
        return new UnreadableSecretException(
                "what is sealed with master key '" + keyId + "' is cut off or is not base64url");
    }

    static UnreadableSecretException unknownKey(String keyId, Set<String> known) {
        return new UnreadableSecretException("what is sealed needs master key '" + keyId
                + "', which is not among those that are configured: " + String.join(", ", known));
    }

    static UnreadableSecretException notAuthentic(String keyId) {
        return new UnreadableSecretException("what is sealed does not open with master key '" + keyId
                + "': that is another key under the same id, or the text was changed or belongs to another webhook");
    }
}
