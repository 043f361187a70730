-- A list of a type or a status code that is rare, or that nothing has, would otherwise read all of an organization's log.
CREATE INDEX deliveries_by_type ON deliveries (organization_id, event_type, created_at DESC, id DESC);
-- Most are answered with 200, and a list of those needs no index of its own.
CREATE INDEX deliveries_by_status_code ON deliveries (organization_id, status_code, created_at DESC, id DESC)
    WHERE status_code <> 200;
