package dev.postrider.api.access;

import dev.postrider.api.web.Problem;
import dev.postrider.api.web.Query;
import dev.postrider.api.web.TakesQuery;
import java.util.Objects;
import java.util.stream.Collectors;
import org.springframework.core.MethodParameter;
import org.springframework.web.reactive.BindingContext;
import org.springframework.web.reactive.result.method.HandlerMethodArgumentResolver;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/**
 * Gives controllers the authenticated caller, once its role is found to be enough, and the request to have no parameters that nobody would
 * read.
 */
final class CallerResolver implements HandlerMethodArgumentResolver {
    @Override
    public boolean supportsParameter(MethodParameter parameter) {
        return parameter.getParameterType() == Caller.class && parameter.hasParameterAnnotation(Authorized.class);
    }

    @Override
    public Mono<Object> resolveArgument(
            MethodParameter parameter, BindingContext bindingContext, ServerWebExchange exchange) {
        Role needed = Objects.requireNonNull(parameter.getParameterAnnotation(Authorized.class))
                .value();
        Caller caller = exchange.getRequiredAttribute(AuthenticationFilter.CALLER);
        if (!caller.may(needed)) {
            return Mono.error(Problem.forbidden(refusal(caller, needed)).toException());
        }
        if (!parameter.hasMethodAnnotation(TakesQuery.class)) {
            Query.requireNone(exchange.getRequest().getQueryParams());
        }
        return Mono.just(caller);
    }

    private static String refusal(Caller caller, Role needed) {
        String what = caller.actor().kind() == Actor.Kind.TOKEN ? "token" : "key";
        String roles = caller.roles().stream().sorted().map(Role::text).collect(Collectors.joining(", "));
        return "This needs a " + what + " with the role " + needed.text() + "; the " + what
                + (caller.roles().size() == 1 ? "'s role is " : "'s roles are ") + roles + ".";
    }
}
