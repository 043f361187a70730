-- What is secret stands sealed: webhook_secrets.secret where cipher is 'sealed', and headers_sealed, beside which headers
-- keeps the names alone. Rows of before are sealed by the service, which has the keys. published_key names the master key
-- that sealed the record on the topic; null for a record in clear.
ALTER TABLE webhooks ADD COLUMN headers_sealed text;
ALTER TABLE webhooks ADD COLUMN published_key text;
