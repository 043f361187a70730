-- How fast and in which order a webhook gets its deliveries; null is no limit of its own.
ALTER TABLE webhooks
    ADD COLUMN rate_limit_per_second integer,
    ADD COLUMN max_concurrency       integer,
    ADD COLUMN ordered               boolean NOT NULL DEFAULT false;
