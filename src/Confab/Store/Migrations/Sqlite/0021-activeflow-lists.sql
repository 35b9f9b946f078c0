-- needs 1
-- Runs of a conversation, of a flow, and of a flow in a conversation. flow_name: what the flow was called when the run began; empty for runs from before.
ALTER TABLE activeflows ADD COLUMN flow_name TEXT NOT NULL DEFAULT '';
CREATE INDEX activeflows_reference ON activeflows (customer_id, reference_id, tm_create, id) WHERE tm_delete = 253370764800000000;
CREATE INDEX activeflows_flow ON activeflows (customer_id, flow_id, tm_create, id) WHERE tm_delete = 253370764800000000;
CREATE INDEX activeflows_both ON activeflows (customer_id, reference_id, flow_id, tm_create, id) WHERE tm_delete = 253370764800000000;
