package dev.postrider.api.stats;

import dev.postrider.api.access.Authorized;
import dev.postrider.api.access.Caller;
import dev.postrider.api.access.OwnWebhooks;
import dev.postrider.api.access.Role;
import dev.postrider.api.web.Answer;
import dev.postrider.api.web.FieldErrors;
import dev.postrider.api.web.PathId;
import dev.postrider.api.web.Query;
import dev.postrider.api.web.TakesQuery;
import dev.postrider.common.id.WebhookId;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.springframework.http.ResponseEntity;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** Statistics over REST. */
@RestController
@RequestMapping("/api/v1")
class StatsController {
    private final StatsQueries statistics;
    private final TopWebhooks top;
    private final OwnWebhooks own;
    private final InstantSource clock;

    StatsController(StatsQueries statistics, TopWebhooks top, OwnWebhooks own, InstantSource clock) {
        this.statistics = statistics;
        this.top = top;
        this.own = own;
        this.clock = clock;
    }

    @GetMapping("/stats")
    @TakesQuery
    Mono<ResponseEntity<byte[]>> show(@Authorized(Role.VIEWER) Caller caller, ServerHttpRequest request) {
        return answer(read(caller, request, StatsQuery.PARAMETERS));
    }

    /** A deleted webhook is not found here; the statistics across webhooks still count it. */
    @GetMapping("/webhooks/{id}/stats")
    @TakesQuery
    Mono<ResponseEntity<byte[]>> showOfWebhook(
            @Authorized(Role.VIEWER) Caller caller, @PathVariable String id, ServerHttpRequest request) {
        WebhookId webhook = new WebhookId(PathId.of("webhook", id));
        Set<String> parameters = new HashSet<>(StatsQuery.PARAMETERS);
        parameters.remove("webhook_id");
        StatsQuery query = read(caller, request, parameters).of(webhook);
        return own.require(caller, webhook).then(Mono.defer(() -> answer(query)));
    }

    /** Which webhooks stand out. */
    @GetMapping("/stats/top")
    @TakesQuery
    Mono<ResponseEntity<byte[]>> showTop(@Authorized(Role.VIEWER) Caller caller, ServerHttpRequest request) {
        FieldErrors errors = new FieldErrors();
        Query query = new Query(request.getQueryParams(), TopQuery.PARAMETERS, errors);
        TopQuery read = TopQuery.read(caller, query, errors, clock.instant());
        errors.throwIfAny();
        return top.find(read).map(found -> Answer.ok(json -> StatsJson.writeTop(json, read, found)));
    }

    private StatsQuery read(Caller caller, ServerHttpRequest request, Set<String> parameters) {
        FieldErrors errors = new FieldErrors();
        Query query = new Query(request.getQueryParams(), parameters, errors);
        StatsQuery read = StatsQuery.read(caller.organization(), query, errors, clock.instant());
        errors.throwIfAny();
        return read;
    }

    private Mono<ResponseEntity<byte[]>> answer(StatsQuery query) {
        return statistics
                .total(query)
                .zipWith(groups(query))
                .map(found -> Answer.ok(json -> StatsJson.write(json, query, found.getT1(), found.getT2())));
    }

    /** One more than is shown, where there is one. */
    private Mono<SortedMap<String, Tally>> groups(StatsQuery query) {
        return Mono.justOrEmpty(query.groupBy())
                .flatMap(grouping -> statistics.groups(query, grouping, StatsJson.MAX_ITEMS + 1))
                .defaultIfEmpty(new TreeMap<>());
    }
}
