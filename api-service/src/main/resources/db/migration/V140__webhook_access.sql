-- What a webhook's requests prove themselves with and its TLS connections are made with: sealed, and beside it what of it is no
-- secret.
ALTER TABLE webhooks ADD COLUMN access_shown json NOT NULL DEFAULT '{}';
ALTER TABLE webhooks ADD COLUMN access_sealed text;
