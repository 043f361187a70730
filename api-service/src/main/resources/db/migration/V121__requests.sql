-- A further try that a user asked for: of two requests at once one gets the number. Rows older than the deliveries that the log
-- may show go when the next request comes.
CREATE TABLE asked_tries (
    delivery_id uuid NOT NULL,
    try         integer NOT NULL,
    asked_at    timestamptz NOT NULL,
    PRIMARY KEY (delivery_id, try)
);

CREATE INDEX asked_tries_oldest ON asked_tries (asked_at);

-- Scheduled events that are not to be sent. A row stands on the webhooks topic for as long as something may wait that was
-- published under its id before it was cancelled (forgotten since), and here for as long as the log may show the event.
CREATE TABLE cancelled_events (
    organization_id   text NOT NULL,
    event_id          text NOT NULL,
    deliver_at        timestamptz NOT NULL,
    cancelled_at      timestamptz NOT NULL,
    cancelled_by      text NOT NULL,
    on_topic_until    timestamptz NOT NULL,
    version           bigint NOT NULL DEFAULT 1,
    published_version bigint NOT NULL DEFAULT 0,
    forgotten         boolean NOT NULL DEFAULT false,
    PRIMARY KEY (organization_id, event_id)
);

CREATE INDEX cancelled_events_unpublished ON cancelled_events (cancelled_at) WHERE published_version < version;
CREATE INDEX cancelled_events_on_topic ON cancelled_events (on_topic_until) WHERE NOT forgotten;
CREATE INDEX cancelled_events_forgotten ON cancelled_events (deliver_at) WHERE forgotten;

-- Whether a disabled webhook is probed, and when it last was.
ALTER TABLE webhooks
    ADD COLUMN auto_disable_probe boolean NOT NULL DEFAULT false,
    ADD COLUMN probed_at          timestamptz;

CREATE INDEX webhooks_to_probe ON webhooks (coalesce(probed_at, disabled_at))
    WHERE auto_disable_probe AND disabled_reason = 'failing' AND deleted_at IS NULL;
