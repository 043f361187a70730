-- Where the delivery log stands on each partition that it reads. A batch advances its rows first, in the same transaction
-- as everything else that it writes, so each record counts once.
CREATE TABLE log_offsets (
    topic      text NOT NULL,
    partition  integer NOT NULL,
    next       bigint NOT NULL,
    updated_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (topic, partition)
);

-- The three tables below are partitioned by UTC day and so dropped by day. They refer to no other table: the log comes
-- later than what it tells of, and outlives it.

-- day is that of appended_at. timestamp is text, as receivers get it; data and metadata are the producer's own JSON, not
-- normalized, because bodies are rendered from them again.
CREATE TABLE events (
    day              date NOT NULL,
    organization_id  text NOT NULL,
    event_id         text NOT NULL,
    event_type       text NOT NULL,
    timestamp        text NOT NULL,
    data             text NOT NULL,
    metadata         text,
    deliver_at       timestamptz,
    ordering_key     text,
    appended_at      timestamptz NOT NULL,
    source_topic     text NOT NULL,
    source_partition integer NOT NULL,
    source_offset    bigint NOT NULL,
    PRIMARY KEY (organization_id, event_id, day)
) PARTITION BY RANGE (day);

CREATE INDEX events_newest ON events (organization_id, appended_at DESC, event_id DESC);
CREATE INDEX events_by_type ON events (organization_id, event_type, appended_at DESC, event_id DESC);

-- day is the one that the id names. The state_ columns say which record status comes from, the last_ columns which exchange
-- is shown; reason, next_attempt_at and delivered_at belong to the state. created_at is the first fan-out and orders lists.
CREATE TABLE deliveries (
    day                   date NOT NULL,
    id                    uuid NOT NULL,
    organization_id       text NOT NULL,
    webhook_id            uuid NOT NULL,
    event_id              text NOT NULL,
    event_type            text NOT NULL,
    event_time            timestamptz NOT NULL,
    created_at            timestamptz NOT NULL,
    status                text NOT NULL,
    state_try             integer NOT NULL,
    state_attempt         integer NOT NULL,
    state_at              timestamptz NOT NULL,
    reason                text,
    next_attempt_at       timestamptz,
    delivered_at          timestamptz,
    last_try              integer,
    last_attempt          integer,
    last_at               timestamptz,
    last_succeeded        boolean,
    status_code           integer,
    error                 text,
    duration_us           bigint,
    trigger               text,
    died_at               timestamptz,
    dead_letter_partition integer,
    dead_letter_offset    bigint,
    exchanges             integer NOT NULL,
    updated_at            timestamptz NOT NULL,
    PRIMARY KEY (day, id)
) PARTITION BY RANGE (day);

CREATE INDEX deliveries_newest ON deliveries (organization_id, created_at DESC, id DESC);
CREATE INDEX deliveries_by_webhook ON deliveries (webhook_id, created_at DESC, id DESC);
CREATE INDEX deliveries_by_event ON deliveries (organization_id, event_id);
-- Most deliveries are delivered, and a list of those needs no index of its own.
CREATE INDEX deliveries_undelivered ON deliveries (organization_id, status, created_at DESC, id DESC)
    WHERE status <> 'delivered';

-- day is the delivery's, so that both are dropped together. All records of a delivery stand on one partition of the topic,
-- so its own offset tells an exchange from every other. Headers are JSON as text, in the order in which they were sent.
CREATE TABLE delivery_attempts (
    day              date NOT NULL,
    delivery_id      uuid NOT NULL,
    log_offset       bigint NOT NULL,
    organization_id  text NOT NULL,
    webhook_id       uuid NOT NULL,
    try              integer NOT NULL,
    attempt          integer NOT NULL,
    started_at       timestamptz NOT NULL,
    duration_us      bigint NOT NULL,
    succeeded        boolean NOT NULL,
    outcome          text NOT NULL,
    status_code      integer,
    error            text,
    trigger          text NOT NULL,
    request_headers  text NOT NULL,
    request_body     text,
    response_headers text,
    response_body    text,
    source_topic     text,
    source_partition integer,
    source_offset    bigint,
    PRIMARY KEY (day, delivery_id, log_offset)
) PARTITION BY RANGE (day);

-- Makes the partitions of one day. A table of its own is made first and then attached, which, unlike CREATE TABLE ...
-- PARTITION OF, lets reads and writes of the other days go on.
CREATE FUNCTION create_log_day(wanted date) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    parent text;
    child  text;
BEGIN
    FOREACH parent IN ARRAY ARRAY['events', 'deliveries', 'delivery_attempts'] LOOP
        child := parent || '_' || to_char(wanted, 'YYYYMMDD');
        IF to_regclass(child) IS NULL THEN
            EXECUTE format('CREATE TABLE %I (LIKE %I INCLUDING ALL)', child, parent);
            EXECUTE format('ALTER TABLE %I ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)',
                           parent, child, wanted, wanted + 1);
        END IF;
    END LOOP;
END
$$;
