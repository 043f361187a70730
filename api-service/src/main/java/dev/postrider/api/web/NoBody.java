package dev.postrider.api.web;

import org.springframework.http.server.reactive.ServerHttpRequest;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;

/** Requests that say all in their path: their body is empty, or an object without fields. */
public final class NoBody {
    private NoBody() {}

    /** Completes if there is nothing in the body, else an error with a 400 problem that names it. */
    public static Mono<Void> require(ServerHttpRequest request) {
        return BodyReader.read(request, BodyReader.SETTINGS)
                .doOnNext(NoBody::requireNothing)
                .then();
    }

    private static void requireNothing(byte[] body) {
        if (body.length == 0) {
            return;
        }
        JsonNode object = StrictJson.object(body);
        FieldErrors errors = new FieldErrors();
        for (String name : object.propertyNames()) {
            errors.add(StrictJson.printable(name), "is not a known field; this request has none");
        }
        errors.throwIfAny();
    }
}
