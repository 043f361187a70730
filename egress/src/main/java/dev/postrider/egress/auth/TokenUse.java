package dev.postrider.egress.auth;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** The token of one exchange, renewed at most once after a 401. Belongs to one event loop at a time. */
public final class TokenUse {
    private static final int UNAUTHORIZED = 401;

    private final TokenSource source;
    private @Nullable AccessToken token;
    private boolean renewed;

    TokenUse(TokenSource source) {
        this.source = source;
    }

    /** Whether there is a token to send with. */
    public boolean isReady() {
        if (token == null) {
            token = source.ready();
        }
        return token != null;
    }

    /** What it waits for while it is not ready. */
    public CompletableFuture<TokenResult> ask() {
        return source.ask();
    }

    public void take(AccessToken granted) {
        token = granted;
    }

    /** The value of {@code Authorization}; null while it is not ready. */
    public @Nullable String authorization() {
        return token == null ? null : token.authorization();
    }

    /** Whether the request is to be sent again, with a new token: this answer is a 401 to one that had worked. */
    public boolean isRenewedBy(int status) {
        AccessToken used = token;
        if (used == null) {
            return false;
        }
        if (status != UNAUTHORIZED) {
            used.accept();
            return false;
        }
        if (renewed || !source.reject(used)) {
            return false;
        }
        renewed = true;
        token = null;
        return true;
    }
}
