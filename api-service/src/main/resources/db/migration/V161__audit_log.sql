-- Who changed what. A row is written by the transaction of its change and never changed; it goes when it is past the retention.
CREATE TABLE audit_log (
    id              uuid PRIMARY KEY,
    at              timestamptz NOT NULL,
    -- Null: it was done to everyone.
    organization_id text,
    actor_kind      text NOT NULL,
    actor           text NOT NULL,
    actor_id        text,
    action          text NOT NULL,
    subject         text NOT NULL,
    changes         json NOT NULL,
    request_id      text,
    address         text
);

CREATE INDEX audit_log_of_organization ON audit_log (organization_id, at DESC, id DESC);
CREATE INDEX audit_log_by_time ON audit_log (at DESC, id DESC);
CREATE INDEX audit_log_of_subject ON audit_log (subject, at DESC, id DESC);
