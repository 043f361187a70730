-- Whether a new URL of the organization's webhooks must answer a challenge before it gets events.
ALTER TABLE organizations ADD COLUMN challenge_webhooks boolean NOT NULL DEFAULT false;

-- A row for each webhook whose URL has not answered its challenge yet.
CREATE TABLE webhook_challenges (
    webhook_id    uuid PRIMARY KEY REFERENCES webhooks (id) ON DELETE CASCADE,
    -- The webhook never had a URL that it could be sent to; otherwise this one took the place of another.
    is_new        boolean     NOT NULL,
    since         timestamptz NOT NULL,
    -- No challenge is repeated after this.
    until         timestamptz NOT NULL,
    asked         integer     NOT NULL DEFAULT 0,
    last_asked_at timestamptz,
    -- Null where it is not asked again by itself.
    next_ask_at   timestamptz,
    -- What was wrong with the last answer.
    error         text
);

CREATE INDEX webhook_challenges_due ON webhook_challenges (next_ask_at) WHERE next_ask_at IS NOT NULL;
