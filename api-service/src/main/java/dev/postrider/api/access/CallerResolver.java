package dev.postrider.api.access;

import dev.postrider.api.web.Problem;
import java.util.Objects;
import org.springframework.core.MethodParameter;
import org.springframework.web.reactive.BindingContext;
import org.springframework.web.reactive.result.method.HandlerMethodArgumentResolver;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** Gives controllers the authenticated caller, once its role is found to be enough. */
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
        if (!caller.role().covers(needed)) {
            return Mono.error(Problem.forbidden("This needs a key with the role " + needed.text()
                            + "; the key's role is " + caller.role().text() + ".")
                    .toException());
        }
        return Mono.just(caller);
    }
}
