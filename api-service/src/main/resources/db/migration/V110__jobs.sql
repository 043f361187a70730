-- How often an event had come through Postrider, so that a replay of it does not begin anew.
ALTER TABLE events ADD COLUMN hops integer NOT NULL DEFAULT 0;

-- The replay that made the delivery; and the last redrive that began a try of it, with that try.
ALTER TABLE deliveries
    ADD COLUMN replay_id   uuid,
    ADD COLUMN redrive_try integer,
    ADD COLUMN redrive_id  uuid;

-- Work on many deliveries or events that goes on behind the request that asked for it. filter is what it is about, as JSON;
-- skipped is a JSON object of reasons and counts. All up to place_at and place_id is done. Whoever has the lease works, one
-- page at a time; when a page is done, its counts, the place and a further lease are written in one statement.
CREATE TABLE jobs (
    id              uuid PRIMARY KEY,
    organization_id text NOT NULL REFERENCES organizations,
    kind            text NOT NULL CHECK (kind IN ('redrive', 'replay', 'cancel')),
    filter          json NOT NULL,
    rate            integer CHECK (rate > 0),
    state           text NOT NULL CHECK (state IN ('running', 'completed', 'cancelled', 'failed')),
    total           bigint NOT NULL,
    done            bigint NOT NULL DEFAULT 0,
    skipped         json NOT NULL DEFAULT '{}',
    place_at        timestamptz,
    place_id        text,
    lease_owner     uuid,
    lease_until     timestamptz,
    created_by      text NOT NULL,
    created_at      timestamptz NOT NULL,
    finished_at     timestamptz,
    error           text
);

CREATE INDEX jobs_by_organization ON jobs (organization_id, kind, created_at DESC, id DESC);
CREATE INDEX jobs_running ON jobs (created_at) WHERE state = 'running';
CREATE INDEX jobs_finished ON jobs (finished_at) WHERE state <> 'running';
