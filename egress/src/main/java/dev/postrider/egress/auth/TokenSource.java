package dev.postrider.egress.auth;

import dev.postrider.common.delivery.FailureKind;
import dev.postrider.egress.OutboundRequest;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The tokens of one client at one token endpoint. At most one request for one is under way, whoever waits for it; a failure is
 * remembered for a second, so that a flood of deliveries does not become one of requests for tokens. Safe for all threads.
 */
public final class TokenSource {
    private static final Duration FAILURE_KEPT = Duration.ofSeconds(1);
    private static final Duration REJECTED_AT_MOST_EVERY = Duration.ofMinutes(1);

    private final TokenEndpoint endpoint;
    private final OutboundRequest request;
    private final LongSupplier nanos;

    private volatile @Nullable AccessToken current;
    private volatile long triedNanos;
    private boolean rejectedOnce;
    private long rejectedNanos;
    private TokenResult.@Nullable Denied failure;
    private @Nullable CompletableFuture<TokenResult> underWay;

    TokenSource(TokenEndpoint endpoint, OutboundRequest request, LongSupplier nanos) {
        this.endpoint = endpoint;
        this.request = request;
        this.nanos = nanos;
    }

    /** The token to use now; null if one must be waited for. One that ages is replaced meanwhile. */
    @Nullable AccessToken ready() {
        AccessToken known = current;
        long now = nanos.getAsLong();
        if (known == null || !known.isUsable(now)) {
            return null;
        }
        if (known.isAgeing(now) && now - triedNanos >= FAILURE_KEPT.toNanos()) {
            var _ = ask();
        }
        return known;
    }

    /** Asks for a token, or waits with those who have; never completes exceptionally. */
    CompletableFuture<TokenResult> ask() {
        CompletableFuture<TokenResult> asked;
        synchronized (this) {
            if (underWay != null) {
                return underWay;
            }
            long now = nanos.getAsLong();
            if (failure != null && now - triedNanos < FAILURE_KEPT.toNanos()) {
                return CompletableFuture.completedFuture(failure);
            }
            triedNanos = now;
            asked = new CompletableFuture<>();
            underWay = asked;
        }
        var _ = endpoint.post(request)
                .thenApply(reply -> TokenAnswer.read(reply, request.target().authority(), nanos.getAsLong()))
                .exceptionally(bug -> new TokenResult.Denied(
                        FailureKind.AUTHENTICATION,
                        "asking for a token failed unexpectedly ("
                                + bug.getClass().getSimpleName() + ")"))
                .thenAccept(result -> answered(asked, result));
        return asked;
    }

    private void answered(CompletableFuture<TokenResult> asked, TokenResult result) {
        synchronized (this) {
            underWay = null;
            triedNanos = nanos.getAsLong();
            switch (result) {
                case TokenResult.Granted(AccessToken token) -> {
                    current = token;
                    failure = null;
                }
                case TokenResult.Denied denied -> failure = denied;
            }
        }
        asked.complete(result);
    }

    /**
     * An endpoint answered 401 to it. Whether it is worth asking for another one: not where another one has been asked for of
     * late for the same reason, since an endpoint that takes no token would have those replaced that others can use.
     */
    synchronized boolean reject(AccessToken token) {
        long now = nanos.getAsLong();
        if (!token.isDoubtful(now)) {
            return false;
        }
        if (token.equals(current)) {
            if (rejectedOnce && now - rejectedNanos < REJECTED_AT_MOST_EVERY.toNanos()) {
                return false;
            }
            rejectedOnce = true;
            rejectedNanos = now;
            current = null;
        }
        return true;
    }
}
