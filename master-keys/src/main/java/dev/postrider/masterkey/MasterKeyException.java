package dev.postrider.masterkey;

import org.jspecify.annotations.Nullable;

/** There are no master keys to be had. The message is for an operator, names the setting and has no key material. */
public final class MasterKeyException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public MasterKeyException(String message) {
        super(message);
    }

    public MasterKeyException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
