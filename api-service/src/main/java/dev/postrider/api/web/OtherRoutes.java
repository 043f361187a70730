package dev.postrider.api.web;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Paths that other systems use, and what to use here: for answers to requests that find nothing. */
final class OtherRoutes {
    private static final String API = "(?:/api(?:/v[0-9]+)?)?";
    private static final String ONE = API + "/webhooks/[^/]+";

    private record Route(Pattern path, String use) {}

    private static final List<Route> ROUTES = List.of(
            route(ONE + "/(?:logs|log|history|events|attempts)", "GET /api/v1/webhooks/{id}/deliveries"),
            route(ONE + "/(?:toggle|enable|disable|activate|deactivate)", "PATCH /api/v1/webhooks/{id} with enabled"),
            route(
                    ONE + "/(?:regenerate-secret|rotate|rotate_secret|secret)",
                    "POST /api/v1/webhooks/{id}/rotate-secret"),
            route(ONE + "/(?:statistics|metrics|analytics)", "GET /api/v1/webhooks/{id}/stats"),
            route(ONE + "/(?:ping|trigger)", "POST /api/v1/webhooks/{id}/test"),
            route(
                    API + "/(?:events|webhooks)/(?:trigger|publish|send|emit)",
                    "POST /api/v1/events, with event and data"),
            route(API + "/(?:trigger|publish)", "POST /api/v1/events, with event and data"),
            route(API + "/(?:webhook-logs|logs|delivery-logs|webhook-deliveries)", "GET /api/v1/deliveries"),
            route(API + "/deliveries/[^/]+/(?:redeliver|resend|replay)", "POST /api/v1/deliveries/{id}/retry"),
            route(API + "/(?:statistics|metrics|monitoring)", "GET /api/v1/stats"),
            route(API + "/(?:subscriptions|endpoints|hooks)(?:/.*)?", "/api/v1/webhooks"),
            route("(?:/api)?/(?:webhooks|events|deliveries)(?:/.*)?", "the same below /api/v1"));

    private OtherRoutes() {}

    /** What to use instead, as a sentence. */
    static Optional<String> of(String path) {
        return ROUTES.stream()
                .filter(route -> route.path().matcher(path).matches())
                .findFirst()
                .map(route -> "Use " + route.use() + ".");
    }

    private static Route route(String path, String use) {
        return new Route(Pattern.compile(path), use);
    }
}
