package dev.postrider.api.job;

import dev.postrider.api.database.Rows;
import dev.postrider.api.web.Cursor;
import dev.postrider.common.id.OrganizationId;
import dev.postrider.common.json.Json;
import io.r2dbc.spi.Readable;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.r2dbc.core.DatabaseClient.GenericExecuteSpec;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The table of jobs as requests see it: those of one organization. */
@Repository
class Jobs {
    private final DatabaseClient database;

    Jobs(DatabaseClient database) {
        this.database = database;
    }

    /** Locks the organization against other new jobs, and gives those that run. Within a transaction. */
    Flux<Job> lockAndListRunning(OrganizationId organization) {
        return database.sql("SELECT id FROM organizations WHERE id = :id FOR NO KEY UPDATE")
                .bind("id", organization.value())
                .fetch()
                .one()
                .thenMany(database.sql("SELECT * FROM jobs WHERE organization_id = :id AND state = 'running'")
                        .bind("id", organization.value())
                        .map(Jobs::read)
                        .all());
    }

    Mono<Void> insert(Job job) {
        GenericExecuteSpec insert = database.sql("""
                        INSERT INTO jobs (id, organization_id, kind, filter, rate, state, total, created_by, created_at)
                        VALUES (:id, :organization, :kind, CAST(:filter AS json), :rate, :state, :total, :createdBy, :createdAt)""")
                .bind("id", job.id())
                .bind("organization", job.organization().value())
                .bind("kind", job.kind().text())
                .bind("filter", SelectionJson.text(job.selection()))
                .bind("state", job.state().text())
                .bind("total", job.progress().total())
                .bind("createdBy", job.createdBy())
                .bind("createdAt", job.createdAt());
        @Nullable Integer rate = job.rate();
        return (rate == null ? insert.bindNull("rate", Integer.class) : insert.bind("rate", rate)).then();
    }

    Mono<Job> find(OrganizationId organization, JobKind kind, UUID id) {
        return database.sql("SELECT * FROM jobs WHERE id = :id AND organization_id = :organization AND kind = :kind")
                .bind("id", id)
                .bind("organization", organization.value())
                .bind("kind", kind.text())
                .map(Jobs::read)
                .one();
    }

    /** The newest first. */
    Flux<Job> list(OrganizationId organization, JobKind kind, Optional<Cursor> after, int limit) {
        String behind = after.isPresent() ? " AND (created_at, id) < (:at, :after)" : "";
        GenericExecuteSpec query = database.sql("SELECT * FROM jobs WHERE organization_id = :organization"
                        + " AND kind = :kind" + behind + " ORDER BY created_at DESC, id DESC LIMIT :limit")
                .bind("organization", organization.value())
                .bind("kind", kind.text())
                .bind("limit", limit);
        if (after.isPresent()) {
            query = query.bind("at", after.get().at()).bind("after", after.get().id());
        }
        return query.map(Jobs::read).all();
    }

    /** Ends a job that runs; empty if it does not, or is not there. Whoever runs it finds out with its next page. */
    Mono<Job> cancel(OrganizationId organization, JobKind kind, UUID id, Instant now) {
        return database.sql("""
                        UPDATE jobs SET state = 'cancelled', finished_at = :now
                        WHERE id = :id AND organization_id = :organization AND kind = :kind AND state = 'running'
                        RETURNING *""")
                .bind("now", now)
                .bind("id", id)
                .bind("organization", organization.value())
                .bind("kind", kind.text())
                .map(Jobs::read)
                .one();
    }

    /** Takes jobs out that were finished before a time. */
    Mono<Long> forgetFinished(Instant before) {
        return database.sql("DELETE FROM jobs WHERE state <> 'running' AND finished_at < :before")
                .bind("before", before)
                .fetch()
                .rowsUpdated();
    }

    static Job read(Readable row) {
        @Nullable Instant placeAt = Rows.optionalTime(row, "place_at");
        return new Job(
                Rows.get(row, "id", UUID.class),
                new OrganizationId(Rows.get(row, "organization_id", String.class)),
                JobKind.parse(Rows.get(row, "kind", String.class)),
                SelectionJson.read(Rows.get(row, "filter", String.class)),
                Rows.optional(row, "rate", Integer.class),
                JobState.parse(Rows.get(row, "state", String.class)),
                new Progress(
                        Rows.get(row, "total", Long.class),
                        Rows.get(row, "done", Long.class),
                        counts(Rows.get(row, "skipped", String.class))),
                placeAt == null ? null : new Place(placeAt, Rows.get(row, "place_id", String.class)),
                Rows.get(row, "created_by", String.class),
                Rows.time(row, "created_at"),
                Rows.optionalTime(row, "finished_at"),
                Rows.optional(row, "error", String.class));
    }

    static String text(Map<String, Long> counts) {
        return Json.writeText(json -> {
            json.writeStartObject();
            counts.forEach(json::writeNumberProperty);
            json.writeEndObject();
        });
    }

    private static Map<String, Long> counts(String text) {
        Map<String, Long> counts = new TreeMap<>();
        Json.tree(text.getBytes(StandardCharsets.UTF_8))
                .forEachEntry((reason, count) -> counts.put(reason, count.longValue()));
        return counts;
    }

    static double seconds(Duration duration) {
        return duration.toMillis() / 1000.0;
    }
}
