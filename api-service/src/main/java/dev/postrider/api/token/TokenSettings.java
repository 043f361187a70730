package dev.postrider.api.token;

import java.time.Duration;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Whose tokens are taken, {@code postrider.tokens.*}.
 *
 * @param issuers none: no tokens are taken
 * @param clockSkew by which the issuers' clocks and this one may differ
 * @param allowHttp whether an issuer on this machine may be asked over plain http; for development
 * @param timeout of fetching an issuer's keys, metadata included
 * @param maxAnswer of each of the two documents
 * @param keysRefresh after which known keys are asked for again, behind the requests
 * @param keysKept for how long known keys are taken while their issuer does not answer
 * @param unknownKeyInterval between two questions because of tokens that are signed with keys that nobody knows
 */
@ConfigurationProperties("postrider.tokens")
record TokenSettings(
        @DefaultValue List<IssuerSettings> issuers,
        @DefaultValue("1m") Duration clockSkew,
        @DefaultValue("false") boolean allowHttp,
        @DefaultValue("3s") Duration timeout,
        @DefaultValue("256KB") DataSize maxAnswer,
        @DefaultValue("10m") Duration keysRefresh,
        @DefaultValue("1h") Duration keysKept,
        @DefaultValue("10s") Duration unknownKeyInterval) {
    private static final Duration LONGEST_SKEW = Duration.ofMinutes(10);
    private static final Duration LONGEST_TIMEOUT = Duration.ofSeconds(20);
    private static final DataSize LARGEST_ANSWER = DataSize.ofMegabytes(4);

    TokenSettings {
        issuers = List.copyOf(issuers);
        require(!clockSkew.isNegative() && clockSkew.compareTo(LONGEST_SKEW) <= 0, "clock-skew must be 0 to 10m");
        require(isPositive(timeout) && timeout.compareTo(LONGEST_TIMEOUT) <= 0, "timeout must be 1ms to 20s");
        require(maxAnswer.toBytes() >= 1 && maxAnswer.compareTo(LARGEST_ANSWER) <= 0, "max-answer must be 1B to 4MB");
        require(isPositive(keysRefresh), "keys-refresh must be positive");
        require(keysKept.compareTo(keysRefresh) >= 0, "keys-kept must be at least keys-refresh");
        require(isPositive(unknownKeyInterval), "unknown-key-interval must be positive");
        require(
                issuers.stream().map(IssuerSettings::uri).distinct().count() == issuers.size(),
                "issuers: each has a uri of its own");
        boolean http = allowHttp;
        issuers.forEach(issuer -> require(
                IssuerUrl.isAllowed(issuer.uri(), http),
                "issuers: " + issuer.uri() + " must be an https URL without query and fragment; http is for issuers of"
                        + " this machine, where postrider.tokens.allow-http is set"));
    }

    private static boolean isPositive(Duration time) {
        return !time.isNegative() && !time.isZero();
    }

    private static void require(boolean holds, String message) {
        if (!holds) {
            throw new IllegalArgumentException("postrider.tokens." + message);
        }
    }
}
