-- A webhook has secrets and Ed25519 keys; of each kind the highest generation is the newest and does not expire. public_key is
-- that of an Ed25519 pair, in the clear.
ALTER TABLE webhook_secrets
    ADD COLUMN kind       text NOT NULL DEFAULT 'hmac' CHECK (kind IN ('hmac', 'ed25519')),
    ADD COLUMN expires_at timestamptz,
    ADD COLUMN public_key text,
    ADD CHECK ((kind = 'ed25519') = (public_key IS NOT NULL));

CREATE INDEX webhook_secrets_expiring ON webhook_secrets (expires_at) WHERE expires_at IS NOT NULL;
