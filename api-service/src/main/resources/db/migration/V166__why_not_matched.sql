-- Versions of webhooks as they were published, each with the offset of its record on the topic: what fan-out's view had of the
-- webhook from there on. A row outlives its webhook.
CREATE TABLE webhook_versions (
    webhook_id        uuid        NOT NULL,
    webhooks_offset   bigint      NOT NULL,
    organization_id   text        NOT NULL,
    version           bigint      NOT NULL,
    name              text,
    events            text[]      NOT NULL,
    state             text        NOT NULL,
    -- Off only because its URL has a challenge to answer.
    challenged        boolean     NOT NULL,
    published_at      timestamptz NOT NULL,
    superseded_offset bigint,
    superseded_at     timestamptz,
    PRIMARY KEY (webhook_id, webhooks_offset)
);

CREATE INDEX webhook_versions_by_organization ON webhook_versions (organization_id, webhook_id, webhooks_offset);
CREATE INDEX webhook_versions_superseded ON webhook_versions (superseded_at) WHERE superseded_at IS NOT NULL;

-- What the topic has already: below every offset that fan-out tells from now on.
INSERT INTO webhook_versions (webhook_id, webhooks_offset, organization_id, version, name, events, state, challenged, published_at)
SELECT w.id, -1, w.organization_id, w.published_version, w.name, w.events,
    CASE WHEN NOT w.enabled OR coalesce(c.is_new, false) THEN 'off'
         WHEN w.disabled_reason IS NOT NULL THEN 'disabled'
         WHEN w.paused OR c.webhook_id IS NOT NULL THEN 'paused'
         ELSE 'active' END,
    w.enabled AND coalesce(c.is_new, false), w.updated_at
FROM webhooks w LEFT JOIN webhook_challenges c ON c.webhook_id = w.id
WHERE w.deleted_at IS NULL AND w.published_version > 0;

-- Which events fan-out has done, from_offset inclusive and to_offset exclusive, and what its view of webhooks held then.
CREATE TABLE fan_out_rounds (
    topic           text        NOT NULL,
    partition       integer     NOT NULL,
    from_offset     bigint      NOT NULL,
    to_offset       bigint      NOT NULL,
    webhooks_offset bigint      NOT NULL,
    at              timestamptz NOT NULL,
    PRIMARY KEY (topic, partition, from_offset)
);

CREATE INDEX fan_out_rounds_ends ON fan_out_rounds (topic, partition, to_offset);
