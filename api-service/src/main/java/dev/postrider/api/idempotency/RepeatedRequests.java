package dev.postrider.api.idempotency;

import dev.postrider.api.access.Actor;
import dev.postrider.api.access.Caller;
import dev.postrider.api.database.Rows;
import dev.postrider.common.secret.AssociatedData;
import dev.postrider.common.secret.Seal;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Mono;

/** The table of keys that requests came with, and of their answers, sealed because a secret may be in them. */
@Repository
class RepeatedRequests {
    private static final Duration KEPT = Duration.ofDays(1);

    /** A process that has not answered by then is taken for dead: longer than any request may take, but for tests. */
    private static final Duration ABANDONED = Duration.ofSeconds(60);

    private static final String CLAIM = """
            INSERT INTO idempotency_keys AS k (organization_id, caller, key_hash, request_hash, claim, claimed_at)
            VALUES (:organization, :caller, :key, :request, :claim, :now)
            ON CONFLICT (organization_id, caller, key_hash) DO UPDATE SET request_hash = excluded.request_hash,
                claim = excluded.claim, claimed_at = excluded.claimed_at, answer = NULL
            WHERE k.claimed_at < :forgotten
                OR (k.answer IS NULL AND k.claimed_at < :abandoned AND k.request_hash = excluded.request_hash)""";

    private final DatabaseClient database;
    private final Seal seal;
    private final InstantSource clock;

    RepeatedRequests(DatabaseClient database, Seal seal, InstantSource clock) {
        this.database = database;
        this.seal = seal;
        this.clock = clock;
    }

    /**
     * A request with a key.
     *
     * @param key hash of the key, in hex digits
     * @param content hash of path, query and body
     */
    record Request(Caller caller, String key, String content) {
        /** One key, one token's subject, or the platform administrator: names of different kinds may be equal. */
        private String who() {
            Actor actor = caller.actor();
            return actor.kind().text() + ":" + (actor.id() == null ? actor.name() : actor.id());
        }
    }

    /** What is known of a request's key. */
    sealed interface Known {}

    /** Nothing: the request is this one's to answer. */
    record Claimed(UUID claim) implements Known {}

    /** Another one with the key is being answered. */
    record UnderWay() implements Known {}

    /** The key came with something else. */
    record OfAnother() implements Known {}

    /** It was answered. */
    record Answered(RecordedAnswer answer) implements Known {}

    /** Claims the key, or says who has it. */
    Mono<Known> claim(Request request) {
        UUID claim = UUID.randomUUID();
        Instant now = clock.instant();
        return database.sql(CLAIM)
                .bind("organization", request.caller().organization().value())
                .bind("caller", request.who())
                .bind("key", HexFormat.of().parseHex(request.key()))
                .bind("request", HexFormat.of().parseHex(request.content()))
                .bind("claim", claim)
                .bind("now", now)
                .bind("forgotten", now.minus(KEPT))
                .bind("abandoned", now.minus(ABANDONED))
                .fetch()
                .rowsUpdated()
                .flatMap(rows -> rows == 1 ? Mono.just(new Claimed(claim)) : known(request));
    }

    private record Row(boolean same, @Nullable String answer) {}

    private Mono<Known> known(Request request) {
        return database.sql("""
                        SELECT request_hash = :request AS same, answer FROM idempotency_keys
                        WHERE organization_id = :organization AND caller = :caller AND key_hash = :key""")
                .bind("organization", request.caller().organization().value())
                .bind("caller", request.who())
                .bind("key", HexFormat.of().parseHex(request.key()))
                .bind("request", HexFormat.of().parseHex(request.content()))
                .map(row -> new Row(Rows.get(row, "same", Boolean.class), Rows.optional(row, "answer", String.class)))
                .one()
                .<Known>map(row -> {
                    if (!row.same()) {
                        return new OfAnother();
                    }
                    return row.answer() == null
                            ? new UnderWay()
                            : new Answered(RecordedAnswer.parse(seal.openText(row.answer(), of(request))));
                })
                // Its request was refused in between, and may be made anew.
                .defaultIfEmpty(new UnderWay());
    }

    /** Keeps the answer for whoever repeats the request. */
    Mono<Void> answered(Request request, Claimed claimed, RecordedAnswer answer) {
        return database.sql("UPDATE idempotency_keys SET answer = :answer WHERE claim = :claim")
                .bind("answer", seal.seal(answer.toJson(), of(request)))
                .bind("claim", claimed.claim())
                .then();
    }

    /** Nothing was done: the key is free again. */
    Mono<Void> release(Claimed claimed) {
        return database.sql("DELETE FROM idempotency_keys WHERE claim = :claim")
                .bind("claim", claimed.claim())
                .then();
    }

    /** Forgets some of those whose time is over. */
    Mono<Void> forget(int limit) {
        return database.sql("""
                        DELETE FROM idempotency_keys WHERE claim IN (
                            SELECT claim FROM idempotency_keys WHERE claimed_at < :before ORDER BY claimed_at LIMIT :limit
                            FOR UPDATE SKIP LOCKED)""")
                .bind("before", clock.instant().minus(KEPT))
                .bind("limit", limit)
                .then();
    }

    /** Bound to the request, so that no answer is told to another. */
    private static AssociatedData of(Request request) {
        return AssociatedData.ofAnswer(request.caller().organization(), request.key());
    }
}
