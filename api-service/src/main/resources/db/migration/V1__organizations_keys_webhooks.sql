-- published_version trails version until the row stands on the webhooks topic.
CREATE TABLE organizations (
    id                text PRIMARY KEY CHECK (id ~ '^[A-Za-z0-9_-]{1,64}$'),
    name              text NOT NULL,
    created_at        timestamptz NOT NULL,
    version           bigint NOT NULL DEFAULT 1,
    published_version bigint NOT NULL DEFAULT 0
);

CREATE INDEX organizations_unpublished ON organizations (id) WHERE published_version < version;

INSERT INTO organizations (id, name, created_at) VALUES ('default', 'Default organization', now());

-- A key is 256 random bits, so a plain SHA-256 of it cannot be guessed back.
CREATE TABLE api_keys (
    id              uuid PRIMARY KEY,
    organization_id text NOT NULL REFERENCES organizations,
    name            text NOT NULL,
    role            text NOT NULL CHECK (role IN ('viewer', 'producer', 'manager', 'admin')),
    prefix          text NOT NULL,
    hash            bytea NOT NULL UNIQUE,
    created_by      text NOT NULL,
    created_at      timestamptz NOT NULL,
    revoked_at      timestamptz
);

CREATE INDEX api_keys_by_organization ON api_keys (organization_id, created_at, id);

-- headers, metadata and retry are json, not jsonb: they keep the order and the numbers of their author.
CREATE TABLE webhooks (
    id                uuid PRIMARY KEY,
    organization_id   text NOT NULL REFERENCES organizations,
    url               text NOT NULL,
    events            text[] NOT NULL,
    name              text,
    description       text,
    enabled           boolean NOT NULL,
    headers           json NOT NULL,
    metadata          json NOT NULL,
    timeout_seconds   integer NOT NULL,
    retry             json NOT NULL,
    signatures        text[] NOT NULL,
    created_by        text NOT NULL,
    created_at        timestamptz NOT NULL,
    updated_at        timestamptz NOT NULL,
    version           bigint NOT NULL,
    published_version bigint NOT NULL,
    cancel_before     timestamptz,
    deleted_at        timestamptz
);

CREATE INDEX webhooks_by_organization ON webhooks (organization_id, created_at DESC, id DESC) WHERE deleted_at IS NULL;
CREATE INDEX webhooks_unpublished ON webhooks (updated_at) WHERE published_version < version;
CREATE INDEX webhooks_deleted ON webhooks (deleted_at) WHERE deleted_at IS NOT NULL;

-- The newest generation signs; signing needs the secret itself, so there is no hash. cipher names how it is protected.
CREATE TABLE webhook_secrets (
    webhook_id uuid NOT NULL REFERENCES webhooks ON DELETE CASCADE,
    generation integer NOT NULL,
    cipher     text NOT NULL,
    secret     text NOT NULL,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (webhook_id, generation)
);

-- Counts of deliveries, kept by the delivery log; no row means zero. Rows outlive their webhook: the log comes later.
CREATE TABLE webhook_counters (
    webhook_id        uuid PRIMARY KEY,
    success_count     bigint NOT NULL DEFAULT 0,
    failure_count     bigint NOT NULL DEFAULT 0,
    last_triggered_at timestamptz,
    last_error        text
);
