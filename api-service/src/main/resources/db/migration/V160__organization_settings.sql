-- What the dispatcher must know of an organization is published with its next version; of the limits it knows nothing.
ALTER TABLE organizations
    ADD COLUMN strict_event_types      boolean NOT NULL DEFAULT false,
    ADD COLUMN shadow                  boolean NOT NULL DEFAULT false,
    -- Null: as the installation is configured.
    ADD COLUMN max_publish_per_second  integer CHECK (max_publish_per_second > 0),
    ADD COLUMN max_event_bytes         integer CHECK (max_event_bytes > 0),
    ADD COLUMN max_webhooks            integer CHECK (max_webhooks >= 0),
    ADD COLUMN max_requests_per_second integer CHECK (max_requests_per_second > 0),
    -- Null: as long as the log itself.
    ADD COLUMN payload_days            integer CHECK (payload_days > 0);

ALTER TABLE delivery_switch ADD COLUMN shadow boolean NOT NULL DEFAULT false;
