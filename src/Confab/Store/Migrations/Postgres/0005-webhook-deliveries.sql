-- needs 1
-- Holds every delivery that was tried, not only those that were given up. The id begins with the event's time to the microsecond, so that
-- the order of ids is the order of events, and is the same however often an event is delivered to an endpoint. status: pending, delivered,
-- failed, skipped. tries: what happened, as the entries of a JSON list without its brackets. lane: what it stays in order with.
-- event_id, event_type, lane: null where a program that did not know them wrote the row.
ALTER TABLE webhook_deliveries ADD COLUMN event_id uuid;
ALTER TABLE webhook_deliveries ADD COLUMN event_type TEXT;
ALTER TABLE webhook_deliveries ADD COLUMN lane uuid;
ALTER TABLE webhook_deliveries ADD COLUMN tries TEXT NOT NULL DEFAULT '';
ALTER TABLE webhook_deliveries ADD COLUMN tm_next BIGINT NOT NULL DEFAULT 253370764800000000;
ALTER TABLE webhook_deliveries ADD COLUMN tm_delete BIGINT NOT NULL DEFAULT 253370764800000000;
CREATE INDEX webhook_deliveries_endpoint ON webhook_deliveries (customer_id, endpoint_id, id);
CREATE INDEX webhook_deliveries_open ON webhook_deliveries (customer_id, status, id) WHERE status <> 'delivered';
CREATE INDEX webhook_deliveries_endpoint_open ON webhook_deliveries (customer_id, endpoint_id, status, id) WHERE status <> 'delivered';
CREATE INDEX webhook_deliveries_again ON webhook_deliveries (customer_id, event_position, id) WHERE status <> 'delivered';
CREATE INDEX webhook_deliveries_waiting ON webhook_deliveries (event_position) WHERE status = 'pending';
