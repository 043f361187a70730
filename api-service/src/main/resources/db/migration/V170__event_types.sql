-- Event types that organizations have registered. schema and example are text: their author's JSON, to be shown as it was written.
-- A deleted one stays until the topic of webhooks has its tombstone.
CREATE TABLE event_types (
    organization_id   text NOT NULL REFERENCES organizations,
    type              text NOT NULL,
    category          text NOT NULL,
    description       text NOT NULL,
    schema            text,
    example           text,
    deprecated        boolean NOT NULL,
    validate          boolean NOT NULL,
    created_by        text NOT NULL,
    created_at        timestamptz NOT NULL,
    updated_at        timestamptz NOT NULL,
    deleted_at        timestamptz,
    version           bigint NOT NULL DEFAULT 1,
    published_version bigint NOT NULL DEFAULT 0,
    PRIMARY KEY (organization_id, type)
);

CREATE INDEX event_types_in_order ON event_types (organization_id, type COLLATE "C") WHERE deleted_at IS NULL;
CREATE INDEX event_types_unpublished ON event_types (updated_at) WHERE published_version < version;
CREATE INDEX event_types_deleted ON event_types (deleted_at) WHERE deleted_at IS NOT NULL;
