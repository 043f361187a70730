package dev.postrider.api.webhook;

import dev.postrider.api.web.FieldErrors;
import dev.postrider.api.web.Problem;
import dev.postrider.api.web.Query;
import dev.postrider.common.webhook.Webhook;
import java.util.Optional;
import java.util.Set;
import org.springframework.stereotype.Component;
import org.springframework.util.MultiValueMap;
import reactor.core.publisher.Mono;

/** The check of a new URL before anything is saved, which a request asks for or the configuration. */
@Component
final class ReachabilityCheck {
    private static final String PARAMETER = "check";
    private static final String REACHABLE = "reachable";
    private static final Set<String> CHOICES = Set.of("none", REACHABLE);

    private final Reachability reachability;
    private final ReachabilitySettings settings;

    ReachabilityCheck(Reachability reachability, ReachabilitySettings settings) {
        this.reachability = reachability;
        this.settings = settings;
    }

    /** Whether the request wants it, by its parameter {@code check} or because that says nothing and the configuration does. */
    boolean isWanted(MultiValueMap<String, String> parameters) {
        FieldErrors errors = new FieldErrors();
        Optional<String> choice = new Query(parameters, Set.of(PARAMETER), errors).choice(PARAMETER, CHOICES);
        errors.throwIfAny();
        return choice.map(REACHABLE::equals).orElse(settings.check());
    }

    /** Completes if somebody answers; an error with a 400 problem that names the URL if not. */
    Mono<Void> require(Webhook webhook) {
        return reachability
                .failure(webhook)
                .flatMap(failure -> failure.isEmpty()
                        ? Mono.empty()
                        : Mono.error(Problem.invalid("url", "cannot be reached: " + failure.get())
                                .toException()));
    }
}
