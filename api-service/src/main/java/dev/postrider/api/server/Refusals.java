package dev.postrider.api.server;

import dev.postrider.api.web.Problem;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import java.util.Map;
import org.springframework.http.HttpStatus;

/** What is said of requests that break a limit of the server, or of HTTP. */
final class Refusals {
    private final HttpSettings settings;

    Refusals(HttpSettings settings) {
        this.settings = settings;
    }

    /** 414, 431 or 400: the request's head could not be read. */
    Problem unreadable(Throwable cause) {
        return switch (cause) {
            case TooLongHttpLineException _ ->
                plain(
                        HttpStatus.URI_TOO_LONG,
                        "The request's first line is longer than "
                                + settings.maxUrlSize().toBytes() + " bytes.");
            case TooLongHttpHeaderException _ ->
                plain(
                        HttpStatus.REQUEST_HEADER_FIELDS_TOO_LARGE,
                        "The request's headers are larger than "
                                + settings.maxHeaderSize().toBytes() + " bytes together.");
            default -> plain(HttpStatus.BAD_REQUEST, "The request is not HTTP.");
        };
    }

    /** 413. */
    Problem tooLarge() {
        return Problem.tooLarge(
                "No body may be larger than " + settings.maxBodySize().toBytes() + " bytes, and at most paths less.");
    }

    /** 408. */
    Problem slowHead() {
        return tooSlow(
                "Its headers were not here within " + settings.headerTimeout().toMillis() + " ms.");
    }

    /** 408. */
    Problem slowBody() {
        return tooSlow(
                "The request was not here within " + settings.requestTimeout().toMillis() + " ms.");
    }

    /** 503. */
    Problem crowded() {
        return Problem.unavailable("This server has " + settings.maxConnections() + " connections already.");
    }

    private static Problem tooSlow(String detail) {
        return plain(HttpStatus.REQUEST_TIMEOUT, detail);
    }

    private static Problem plain(HttpStatus status, String detail) {
        return Problem.ofStatus(status, detail, Map.of());
    }
}
