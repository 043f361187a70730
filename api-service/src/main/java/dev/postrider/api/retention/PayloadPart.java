package dev.postrider.api.retention;

import java.util.Optional;

/**
 * Rows of the log that have payloads. Each is gone through by an index that it has for its lists, so that no further one is written for
 * every event: {@code sql} removes the payloads of a page behind a place, and gives how many rows the page had ({@code looked}), how many
 * of them had a payload ({@code emptied}), the last one ({@code place_at}, {@code place_id}), and the next day of scheduled events that
 * were passed over ({@code waits_for}). Those keep their payload until the day on which they are due is closed too.
 */
enum PayloadPart {
    EVENTS("""
            WITH page AS MATERIALIZED (
                SELECT event_id, appended_at, deliver_at, data IS NOT NULL AS has_payload FROM events
                WHERE day = :day AND organization_id = :organization AND event_id > :place_id
                ORDER BY event_id LIMIT :limit),
            waiting AS MATERIALIZED (
                SELECT event_id, (deliver_at AT TIME ZONE 'UTC')::date AS due FROM page
                WHERE has_payload AND deliver_at > appended_at AND NOT EXISTS (
                    SELECT 1 FROM closed_days AS c WHERE c.organization_id = :organization
                        AND c.day = (page.deliver_at AT TIME ZONE 'UTC')::date)),
            emptied AS (
                UPDATE events AS e SET data = NULL, metadata = NULL, payload_removed_at = now() FROM page
                WHERE e.day = :day AND e.organization_id = :organization AND e.event_id = page.event_id
                    AND page.has_payload AND NOT EXISTS (SELECT 1 FROM waiting AS w WHERE w.event_id = page.event_id)
                RETURNING 1)
            SELECT count(*) AS looked, (SELECT count(*) FROM emptied) AS emptied, CAST(:place_at AS text) AS place_at,
                max(event_id) AS place_id, (SELECT min(due) FROM waiting) AS waits_for
            FROM page"""),

    /** By their deliveries, which have the index; both stand on the same day. */
    ATTEMPTS("""
            WITH page AS MATERIALIZED (
                SELECT id, created_at FROM deliveries
                WHERE day = :day AND organization_id = :organization
                    AND (created_at, id) > (CAST(:place_at AS timestamptz), CAST(:place_id AS uuid))
                ORDER BY created_at, id LIMIT :limit),
            emptied AS (
                UPDATE delivery_attempts AS a SET request_body = NULL, response_body = NULL FROM page
                WHERE a.day = :day AND a.delivery_id = page.id
                    AND (a.request_body IS NOT NULL OR a.response_body IS NOT NULL)
                RETURNING 1)
            SELECT count(*) AS looked, (SELECT count(*) FROM emptied) AS emptied, max(created_at)::text AS place_at,
                (array_agg(id::text ORDER BY created_at DESC, id DESC))[1] AS place_id, NULL::date AS waits_for
            FROM page"""),

    REJECTED("""
            WITH page AS MATERIALIZED (
                SELECT id, rejected_at FROM rejected_events
                WHERE day = :day AND organization_id = :organization
                    AND (rejected_at, id) > (CAST(:place_at AS timestamptz), CAST(:place_id AS uuid))
                ORDER BY rejected_at, id LIMIT :limit),
            emptied AS (
                UPDATE rejected_events AS r SET payload = NULL FROM page
                WHERE r.day = :day AND r.id = page.id AND r.payload IS NOT NULL
                RETURNING 1)
            SELECT count(*) AS looked, (SELECT count(*) FROM emptied) AS emptied, max(rejected_at)::text AS place_at,
                (array_agg(id::text ORDER BY rejected_at DESC, id DESC))[1] AS place_id, NULL::date AS waits_for
            FROM page""");

    private static final String NO_ID = "00000000-0000-0000-0000-000000000000";

    private final String sql;

    PayloadPart(String sql) {
        this.sql = sql;
    }

    String sql() {
        return sql;
    }

    /** The place before the first row. */
    String start() {
        return switch (this) {
            case EVENTS -> "";
            case ATTEMPTS, REJECTED -> NO_ID;
        };
    }

    Optional<PayloadPart> next() {
        return switch (this) {
            case EVENTS -> Optional.of(ATTEMPTS);
            case ATTEMPTS -> Optional.of(REJECTED);
            case REJECTED -> Optional.empty();
        };
    }
}
