-- When a key ends by itself, how much it may ask for, and when it was used last, to the minute or so.
ALTER TABLE api_keys
    ADD COLUMN expires_at          timestamptz,
    ADD COLUMN requests_per_second integer CHECK (requests_per_second > 0),
    ADD COLUMN last_used_at        timestamptz,
    -- By the database's clock, so that every replica finds what was revoked a moment ago.
    ADD COLUMN revocation_noted_at timestamptz;

CREATE INDEX api_keys_revoked ON api_keys (revocation_noted_at) WHERE revocation_noted_at IS NOT NULL;
