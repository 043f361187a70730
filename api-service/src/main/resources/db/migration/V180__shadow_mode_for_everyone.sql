-- Who switched shadow mode for everyone, and when; the pause beside it has columns of its own.
ALTER TABLE delivery_switch ADD COLUMN shadow_changed_by text, ADD COLUMN shadow_changed_at timestamptz;
