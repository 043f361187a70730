-- What the delivery log adds up, in the transaction that writes what it counts: for each hour what became of the deliveries of
-- one event type to one webhook, and how long its exchanges took. day is that of the hour. Rows outlive webhooks.
CREATE TABLE stats_hours (
    day             date NOT NULL,
    hour            timestamptz NOT NULL,
    organization_id text NOT NULL,
    webhook_id      uuid NOT NULL,
    event_type      text NOT NULL,
    delivered       bigint NOT NULL,
    dead            bigint NOT NULL,
    attempts        bigint NOT NULL,
    failed_attempts bigint NOT NULL,
    retries         bigint NOT NULL,
    duration_us     bigint NOT NULL,
    PRIMARY KEY (organization_id, hour, webhook_id, event_type, day)
) PARTITION BY RANGE (day);

CREATE INDEX stats_hours_by_webhook ON stats_hours (webhook_id, hour);

-- A histogram as rows: how many exchanges took as long as the bin says.
CREATE TABLE stats_latencies (
    day             date NOT NULL,
    hour            timestamptz NOT NULL,
    organization_id text NOT NULL,
    webhook_id      uuid NOT NULL,
    event_type      text NOT NULL,
    bin             smallint NOT NULL,
    attempts        bigint NOT NULL,
    PRIMARY KEY (organization_id, hour, webhook_id, event_type, bin, day)
) PARTITION BY RANGE (day);

CREATE INDEX stats_latencies_by_webhook ON stats_latencies (webhook_id, hour);

-- Makes the partition of one day. A table of its own is made first and then attached, which, unlike CREATE TABLE ...
-- PARTITION OF, lets reads and writes of the other days go on.
CREATE FUNCTION create_log_day(parent text, wanted date) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    child text := parent || '_' || to_char(wanted, 'YYYYMMDD');
BEGIN
    IF to_regclass(child) IS NULL THEN
        EXECUTE format('CREATE TABLE %I (LIKE %I INCLUDING ALL)', child, parent);
        EXECUTE format('ALTER TABLE %I ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)',
                       parent, child, wanted, wanted + 1);
    END IF;
END
$$;

-- For replicas of the version before, while they are there.
CREATE OR REPLACE FUNCTION create_log_day(wanted date) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM create_log_day('events', wanted);
    PERFORM create_log_day('deliveries', wanted);
    PERFORM create_log_day('delivery_attempts', wanted);
END
$$;

-- Drops the partitions of the days before one, and says how many those were. Who reads the table for long is not waited for:
-- the lock would keep everybody else out meanwhile, and there is another time.
CREATE FUNCTION drop_log_days(parent text, oldest date) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
    child   text;
    dropped integer := 0;
BEGIN
    SET LOCAL lock_timeout = '2s';
    FOR child IN
        SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
        WHERE i.inhparent = parent::regclass AND c.relname ~ ('^' || parent || '_[0-9]{8}$')
            AND to_date(right(c.relname, 8), 'YYYYMMDD') < oldest
        ORDER BY c.relname
    LOOP
        EXECUTE format('DROP TABLE %I', child);
        dropped := dropped + 1;
    END LOOP;
    RETURN dropped;
END
$$;
