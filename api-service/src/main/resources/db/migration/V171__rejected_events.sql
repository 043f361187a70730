-- What was rejected, by the UTC day of that. organization_id is null where nobody can tell whose it is: then only the platform
-- administrator sees it. payload is what the producer sent, as bytes, null where it is not kept; headers is JSON as text.
CREATE TABLE rejected_events (
    day                  date NOT NULL,
    id                   uuid NOT NULL,
    organization_id      text,
    reason               text NOT NULL,
    message              text NOT NULL,
    event_type           text,
    event_id             text,
    source_topic         text NOT NULL,
    source_partition     integer NOT NULL,
    source_offset        bigint NOT NULL,
    rejected_at          timestamptz NOT NULL,
    headers              text NOT NULL,
    payload              bytea,
    payload_bytes        bigint NOT NULL,
    status               text NOT NULL,
    resubmitted_event_id text,
    decided_by           text,
    decided_at           timestamptz,
    PRIMARY KEY (day, id)
) PARTITION BY RANGE (day);

CREATE INDEX rejected_events_newest ON rejected_events (organization_id, rejected_at DESC, id DESC);
