package dev.postrider.api.web;

import dev.postrider.common.secret.UnreadableSecretException;
import io.r2dbc.spi.R2dbcException;
import io.r2dbc.spi.R2dbcNonTransientResourceException;
import io.r2dbc.spi.R2dbcTransientException;
import java.util.Map;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.annotation.Order;
import org.springframework.dao.NonTransientDataAccessResourceException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.stereotype.Component;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.web.server.MethodNotAllowedException;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebExceptionHandler;
import reactor.core.publisher.Mono;
import reactor.netty.channel.AbortedException;

/** Answers every error with a problem, never with a stack or a message of a library. */
@Component
@Order(-2)
final class ProblemHandler implements WebExceptionHandler {
    private static final Logger LOG = LoggerFactory.getLogger(ProblemHandler.class);
    private static final MediaType PROBLEM = MediaType.parseMediaType(Problem.MEDIA_TYPE);

    @Override
    public Mono<Void> handle(ServerWebExchange exchange, Throwable error) {
        ServerHttpResponse response = exchange.getResponse();
        if (response.isCommitted()) {
            return Mono.error(error);
        }
        if (error instanceof AbortedException) {
            // Whoever asked is gone: nobody reads the answer, and nothing is wrong here.
            response.setStatusCode(HttpStatus.BAD_REQUEST);
            return Mono.empty();
        }
        Problem problem = problem(exchange, error);
        response.setStatusCode(problem.status());
        response.getHeaders().setContentType(PROBLEM);
        problem.headers().forEach((name, value) -> response.getHeaders().set(name, value));
        return response.writeWith(
                Mono.fromSupplier(() -> response.bufferFactory().wrap(problem.toJson())));
    }

    private static Problem problem(ServerWebExchange exchange, Throwable error) {
        return switch (error) {
            case ProblemException expected -> expected.problem();
            case MethodNotAllowedException e -> methodNotAllowed(exchange, e);
            case ResponseStatusException e -> ofFramework(exchange, e);
            case UnreadableSecretException e -> unreadable(exchange, e);
            default -> databaseIsDown(error) ? Problem.unavailable(DATABASE) : bug(exchange, error);
        };
    }

    private static Problem unreadable(ServerWebExchange exchange, UnreadableSecretException e) {
        LOG.error(
                "Request {} {} {} needs a secret that cannot be read: {}",
                exchange.getRequest().getId(),
                exchange.getRequest().getMethod(),
                exchange.getRequest().getPath().pathWithinApplication(),
                e.getMessage());
        return Problem.unavailable(UNREADABLE);
    }

    private static Problem methodNotAllowed(ServerWebExchange exchange, MethodNotAllowedException e) {
        String allowed =
                e.getSupportedMethods().stream().map(HttpMethod::name).sorted().collect(Collectors.joining(", "));
        return Problem.ofStatus(
                HttpStatus.METHOD_NOT_ALLOWED,
                "This path takes " + allowed + ", not " + e.getHttpMethod() + "." + elsewhere(exchange),
                Map.of(HttpHeaders.ALLOW, allowed));
    }

    /** What to use instead of a path that other systems have. */
    private static String elsewhere(ServerWebExchange exchange) {
        return OtherRoutes.of(
                        exchange.getRequest().getPath().pathWithinApplication().value())
                .map(sentence -> " " + sentence)
                .orElse("");
    }

    private static Problem ofFramework(ServerWebExchange exchange, ResponseStatusException e) {
        HttpStatus status = HttpStatus.resolve(e.getStatusCode().value());
        if (status == null || status.is5xxServerError()) {
            LOG.error("A request failed in the framework", e);
            return Problem.ofStatus(HttpStatus.INTERNAL_SERVER_ERROR, FAILED, Map.of());
        }
        return switch (status) {
            case NOT_FOUND -> Problem.notFound("There is nothing at this path." + elsewhere(exchange));
            case UNSUPPORTED_MEDIA_TYPE -> Problem.unsupportedMediaType();
            default -> Problem.ofStatus(status, status.getReasonPhrase() + ".", Map.of());
        };
    }

    /** Whether the error says that the database cannot be reached or has no connection to spare. */
    static boolean databaseIsDown(Throwable error) {
        for (Throwable cause = error; cause != null; cause = cause.getCause()) {
            if (cause instanceof R2dbcNonTransientResourceException
                    || cause instanceof R2dbcTransientException
                    || cause instanceof NonTransientDataAccessResourceException
                    || cause instanceof TransientDataAccessException
                    || cause instanceof CannotCreateTransactionException) {
                return true;
            }
            if (cause instanceof R2dbcException database && MISSING_TABLE.equals(database.getSqlState())) {
                // The database came up after the service and its migration is still to run.
                return true;
            }
        }
        return false;
    }

    private static Problem bug(ServerWebExchange exchange, Throwable error) {
        LOG.error(
                "Request {} {} {} failed",
                exchange.getRequest().getId(),
                exchange.getRequest().getMethod(),
                exchange.getRequest().getPath().pathWithinApplication(),
                error);
        return Problem.ofStatus(HttpStatus.INTERNAL_SERVER_ERROR, FAILED, Map.of());
    }

    private static final String MISSING_TABLE = "42P01";
    private static final String FAILED = "The request failed; the service's log says why.";
    private static final String UNREADABLE =
            "The secrets of this webhook cannot be read with the configured master keys, so this cannot be done now;"
                    + " its deliveries may wait. The service's log names the master key. The webhook can be switched off"
                    + " or deleted.";
    private static final String DATABASE = "The database cannot be reached; publishing goes on without it.";
}
