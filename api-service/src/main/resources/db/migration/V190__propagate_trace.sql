-- Whether the requests of a webhook say which trace they belong to.
ALTER TABLE webhooks
    ADD COLUMN propagate_trace boolean NOT NULL DEFAULT false;
