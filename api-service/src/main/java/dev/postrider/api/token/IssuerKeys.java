package dev.postrider.api.token;

import com.nimbusds.jose.jwk.JWKSet;
import dev.postrider.api.web.Problem;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/**
 * The keys of one issuer, asked for when the first token comes and remembered.
 *
 * <p>Requests wait for the issuer only where no key is known that could be meant. Known keys are asked for again behind the
 * requests after {@link Times#refresh}, and taken for {@link Times#kept} while the issuer does not answer. Tokens that name a
 * key which nobody knows make this process ask, at most once in {@link Times#unknownKey}, so that whoever invents names of
 * keys does not load the issuer. One question is under way at a time, whoever waits for it.
 */
final class IssuerKeys {
    private static final Logger LOG = LoggerFactory.getLogger(IssuerKeys.class);

    /** How long an issuer that failed is not asked. */
    private static final Duration BACK_OFF = Duration.ofSeconds(2);

    private final String issuer;
    private final Supplier<Mono<JWKSet>> source;
    private final Times times;
    private final InstantSource clock;
    private @Nullable Known known;
    private @Nullable Mono<JWKSet> underWay;
    private Instant askAgainAt = Instant.MIN;
    private boolean failing;

    /** See {@link TokenSettings}. */
    record Times(Duration refresh, Duration kept, Duration unknownKey) {}

    /**
     * @param source asks the issuer, at each subscription
     */
    IssuerKeys(String issuer, Supplier<Mono<JWKSet>> source, Times times, InstantSource clock) {
        this.issuer = issuer;
        this.source = source;
        this.times = times;
        this.clock = clock;
    }

    private record Known(JWKSet keys, Instant at) {
        boolean has(@Nullable String kid) {
            return kid == null || keys.getKeyByKeyId(kid) != null;
        }

        boolean isYoungerThan(Duration age, Instant now) {
            return at.plus(age).isAfter(now);
        }
    }

    /**
     * All keys, with the named one among them if the issuer has it; an error with a 503 problem where that cannot be known.
     *
     * @param kid null where the token names none
     */
    Mono<JWKSet> find(@Nullable String kid) {
        return Mono.defer(() -> look(kid));
    }

    private synchronized Mono<JWKSet> look(@Nullable String kid) {
        Instant now = clock.instant();
        boolean mayAsk = !now.isBefore(askAgainAt);
        if (known != null && known.isYoungerThan(times.kept(), now)) {
            if (known.has(kid)) {
                if (mayAsk && !known.isYoungerThan(times.refresh(), now)) {
                    var _ = ask(now).subscribe(_ -> {}, _ -> {});
                }
                return Mono.just(known.keys());
            }
            if (!mayAsk && underWay == null && !failing) {
                return Mono.just(known.keys());
            }
        }
        return mayAsk || underWay != null
                ? ask(now).onErrorMap(_ -> unavailable())
                : Mono.error(IssuerKeys::unavailable);
    }

    private synchronized Mono<JWKSet> ask(Instant now) {
        if (underWay == null) {
            askAgainAt = now.plus(times.unknownKey());
            underWay = source.get()
                    .doOnSuccess(this::learned)
                    .doOnError(this::failed)
                    .cache();
        }
        return underWay;
    }

    private synchronized void learned(JWKSet keys) {
        known = new Known(keys, clock.instant());
        underWay = null;
        failing = false;
    }

    private synchronized void failed(Throwable error) {
        if (!failing) {
            LOG.warn("Cannot fetch the keys of the issuer {}: {}", issuer, error.toString());
        }
        askAgainAt = clock.instant().plus(BACK_OFF);
        underWay = null;
        failing = true;
    }

    private static RuntimeException unavailable() {
        return Problem.unavailable("The token's issuer cannot be asked for its keys, so the token cannot be verified.")
                .toException();
    }
}
