-- auto_disable_ is what the owner chose; null is as configured, or never by count. disabled_ is set by the delivery log and
-- taken away by a resume. Failures up to judged_from do not count: the webhook was resumed, switched on or moved then.
ALTER TABLE webhooks
    ADD COLUMN auto_disable_enabled       boolean NOT NULL DEFAULT true,
    ADD COLUMN auto_disable_after_seconds integer,
    ADD COLUMN auto_disable_failures      integer,
    ADD COLUMN disabled_reason            text CHECK (disabled_reason IN ('gone', 'failing')),
    ADD COLUMN disabled_at                timestamptz,
    ADD COLUMN judged_from                timestamptz;

-- How the exchanges went, by the times of their ends: all up to cleared_at are forgiven by a success or a resume; since
-- failing_since there were failures and nothing else, the last at failed_at, and since steady_since without a long silence.
ALTER TABLE webhook_counters
    ADD COLUMN cleared_at    timestamptz,
    ADD COLUMN failed_at     timestamptz,
    ADD COLUMN failing_since timestamptz,
    ADD COLUMN steady_since  timestamptz,
    ADD COLUMN failures      integer NOT NULL DEFAULT 0;
