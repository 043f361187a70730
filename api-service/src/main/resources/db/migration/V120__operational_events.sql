-- What Postrider has to tell organizations about their own webhooks and deliveries: written by the transaction that makes it
-- so, gone once it stands on the events topic under its id. data is JSON as text, published as it is.
CREATE TABLE operational_events (
    seq             bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    id              uuid NOT NULL DEFAULT gen_random_uuid(),
    organization_id text NOT NULL,
    event_type      text NOT NULL,
    subject         text NOT NULL,
    occurred_at     timestamptz NOT NULL,
    data            text NOT NULL
);

-- Whether one of these patterns can match an operational event; the one that wants everything does not.
CREATE FUNCTION subscribes_operational(patterns text[]) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT EXISTS (SELECT 1 FROM unnest(patterns) AS p(pattern) WHERE p.pattern LIKE 'postrider.%')
$$;

CREATE INDEX webhooks_operational ON webhooks (organization_id)
    WHERE subscribes_operational(events) AND enabled AND deleted_at IS NULL;
