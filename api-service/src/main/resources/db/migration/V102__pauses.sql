-- A pause holds deliveries and cancels none: of one webhook, of all of an organization's, or of everyone's.
ALTER TABLE webhooks ADD COLUMN paused boolean NOT NULL DEFAULT false;
ALTER TABLE organizations ADD COLUMN paused boolean NOT NULL DEFAULT false;

-- The one switch for everything. Until it is first used no record of it stands on the webhooks topic.
CREATE TABLE delivery_switch (
    id                smallint PRIMARY KEY DEFAULT 1 CHECK (id = 1),
    paused            boolean NOT NULL,
    changed_by        text,
    changed_at        timestamptz,
    version           bigint NOT NULL,
    published_version bigint NOT NULL
);

INSERT INTO delivery_switch (paused, version, published_version) VALUES (false, 0, 0);
