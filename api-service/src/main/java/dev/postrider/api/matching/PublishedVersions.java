package dev.postrider.api.matching;

import dev.postrider.api.database.Rows;
import dev.postrider.common.event.EventPattern;
import dev.postrider.common.id.OrganizationId;
import dev.postrider.common.id.WebhookId;
import dev.postrider.common.webhook.WebhookState;
import io.r2dbc.spi.Readable;
import java.time.Instant;
import java.util.UUID;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.r2dbc.core.DatabaseClient.GenericExecuteSpec;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The table of what webhooks were, by the offsets from which fan-out could see them so. */
@Component
public final class PublishedVersions {
    /** A version that is published again, under another key for instance, stays where it was first. */
    private static final String ADD = """
            WITH superseded AS (
                UPDATE webhook_versions SET superseded_offset = :offset, superseded_at = :now
                WHERE webhook_id = :id AND superseded_at IS NULL AND version <> :version)
            INSERT INTO webhook_versions (webhook_id, webhooks_offset, organization_id, version, name, events, state,
                challenged, published_at, superseded_at)
            SELECT :id, :offset, :organization, :version, :name, :events, :state, :challenged, :now,
                CASE WHEN :state = 'deleted' THEN CAST(:now AS timestamptz) END
            WHERE NOT EXISTS (SELECT 1 FROM webhook_versions WHERE webhook_id = :id AND version = :version)
            ON CONFLICT DO NOTHING""";

    private static final String AT_OFFSET =
            " AND webhooks_offset < :offset AND (superseded_offset IS NULL OR superseded_offset >= :offset)";
    private static final String AT_TIME =
            " AND published_at <= :time" + " AND (superseded_at IS NULL OR superseded_at > :time OR state = 'deleted')";

    private final DatabaseClient database;

    PublishedVersions(DatabaseClient database) {
        this.database = database;
    }

    /**
     * Notes what was published. Within the transaction that notes that it was.
     *
     * @param offset of its record
     */
    public Mono<Void> add(PublishedVersion version, long offset, Instant now) {
        GenericExecuteSpec statement = database.sql(ADD)
                .bind("id", version.webhook().value())
                .bind("offset", offset)
                .bind("organization", version.organization().value())
                .bind("version", version.version())
                .bind(
                        "events",
                        version.events().stream().map(EventPattern::toString).toArray(String[]::new))
                .bind("state", version.state().text())
                .bind("challenged", version.challenged())
                .bind("now", now);
        return (version.name() == null
                        ? statement.bindNull("name", String.class)
                        : statement.bind("name", version.name()))
                .then();
    }

    /** Those of an organization that were there then, in the order of their ids. */
    public Flux<PublishedVersion> at(OrganizationId organization, Moment moment, int limit) {
        return bound(
                        "SELECT * FROM webhook_versions WHERE organization_id = :organization AND state <> 'deleted'"
                                + condition(moment) + " ORDER BY webhook_id LIMIT " + limit,
                        organization,
                        moment)
                .map((Readable row) -> read(row))
                .all();
    }

    /** One of them; empty if it was not there yet, or is not known any more. */
    public Mono<PublishedVersion> at(OrganizationId organization, WebhookId webhook, Moment moment) {
        return bound(
                        "SELECT * FROM webhook_versions WHERE organization_id = :organization AND webhook_id = :id"
                                + condition(moment) + " ORDER BY webhooks_offset DESC LIMIT 1",
                        organization,
                        moment)
                .bind("id", webhook.value())
                .map((Readable row) -> read(row))
                .one();
    }

    /** Whether the organization has or had the webhook. */
    public Mono<Boolean> knows(OrganizationId organization, WebhookId webhook) {
        return database.sql("""
                        SELECT EXISTS (SELECT 1 FROM webhook_versions WHERE organization_id = :organization AND webhook_id = :id)
                            OR EXISTS (SELECT 1 FROM webhooks WHERE organization_id = :organization AND id = :id
                                AND deleted_at IS NULL) AS known""")
                .bind("organization", organization.value())
                .bind("id", webhook.value())
                .map(row -> Rows.get(row, "known", Boolean.class))
                .one();
    }

    /** Forgets some that were superseded before a time; the version that stands is kept, however old. */
    Mono<Void> forget(Instant before, int limit) {
        return database.sql("""
                        DELETE FROM webhook_versions WHERE (webhook_id, webhooks_offset) IN (
                            SELECT webhook_id, webhooks_offset FROM webhook_versions WHERE superseded_at < :before
                            ORDER BY superseded_at LIMIT :limit FOR UPDATE SKIP LOCKED)""").bind("before", before).bind("limit", limit).then();
    }

    private static String condition(Moment moment) {
        return switch (moment) {
            case Moment.AtOffset _ -> AT_OFFSET;
            case Moment.AtTime _ -> AT_TIME;
        };
    }

    private GenericExecuteSpec bound(String sql, OrganizationId organization, Moment moment) {
        GenericExecuteSpec statement = database.sql(sql).bind("organization", organization.value());
        return switch (moment) {
            case Moment.AtOffset(long offset) -> statement.bind("offset", offset);
            case Moment.AtTime(Instant time) -> statement.bind("time", time);
        };
    }

    private static PublishedVersion read(Readable row) {
        return new PublishedVersion(
                new WebhookId(Rows.get(row, "webhook_id", UUID.class)),
                new OrganizationId(Rows.get(row, "organization_id", String.class)),
                Rows.get(row, "version", Long.class),
                Rows.optional(row, "name", String.class),
                Rows.texts(row, "events").stream().map(EventPattern::parse).toList(),
                WebhookState.parse(Rows.get(row, "state", String.class)),
                Rows.get(row, "challenged", Boolean.class));
    }
}
