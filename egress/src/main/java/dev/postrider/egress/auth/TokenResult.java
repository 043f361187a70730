package dev.postrider.egress.auth;

import dev.postrider.common.delivery.FailureKind;

/** What came of asking for a token. */
public sealed interface TokenResult {
    record Granted(AccessToken token) implements TokenResult {}

    /**
     * @param error one line for the webhook's owner, without secrets
     */
    record Denied(FailureKind kind, String error) implements TokenResult {}
}
