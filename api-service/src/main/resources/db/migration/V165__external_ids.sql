-- The name under which its owner's other systems know a webhook; what an import recognizes it by.
ALTER TABLE webhooks ADD COLUMN external_id text;

CREATE UNIQUE INDEX webhooks_by_external_id ON webhooks (organization_id, external_id)
    WHERE deleted_at IS NULL AND external_id IS NOT NULL;
