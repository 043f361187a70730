-- Keys that requests came with, hashed, and what they were answered: sealed, because a secret that is shown once may be in it.
CREATE TABLE idempotency_keys (
    organization_id text        NOT NULL,
    caller          text        NOT NULL,
    key_hash        bytea       NOT NULL,
    -- Of path, query and body.
    request_hash    bytea       NOT NULL,
    claim           uuid        NOT NULL,
    claimed_at      timestamptz NOT NULL,
    -- Null until the request is answered.
    answer          text,
    PRIMARY KEY (organization_id, caller, key_hash)
);

CREATE UNIQUE INDEX idempotency_keys_claims ON idempotency_keys (claim);
CREATE INDEX idempotency_keys_by_time ON idempotency_keys (claimed_at);
