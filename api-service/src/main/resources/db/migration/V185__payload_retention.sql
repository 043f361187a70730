-- Null where the payload was removed; the row stays until its day is dropped.
ALTER TABLE events ALTER COLUMN data DROP NOT NULL;
ALTER TABLE events ADD COLUMN payload_removed_at timestamptz;

-- UTC days whose payloads are past the time for which their organization keeps them. From closed_at on the log writes nothing of
-- such a day with its payload; what stands there already is removed a while later, page by page, and the place is kept here.
CREATE TABLE closed_days (
    organization_id text        NOT NULL,
    day             date        NOT NULL,
    closed_at       timestamptz NOT NULL DEFAULT now(),
    -- Which rows are at hand, and the last that were looked at.
    part            text        NOT NULL DEFAULT 'EVENTS',
    place_at        text        NOT NULL DEFAULT '-infinity',
    place_id        text        NOT NULL DEFAULT '',
    -- The next day on which scheduled events were due that still have their payload; null if there are none.
    waits_for       date,
    emptied_at      timestamptz,
    PRIMARY KEY (organization_id, day)
);

CREATE INDEX closed_days_open ON closed_days (day, organization_id) WHERE emptied_at IS NULL;
CREATE INDEX closed_days_waiting ON closed_days (organization_id, waits_for) WHERE waits_for IS NOT NULL;
