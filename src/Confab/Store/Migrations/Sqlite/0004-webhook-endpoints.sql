-- needs 1
-- event_types: the types that it wants, as a JSON list; none means all. headers: its own headers, encrypted. rate_limit: deliveries per second,
-- 0 for any number; tm_turn: when the next one may go. old_secret: the secret before this one, encrypted, good until tm_old_secret.
-- tm_failing: since when every delivery has failed.
ALTER TABLE webhook_endpoints ADD COLUMN event_types TEXT NOT NULL DEFAULT '[]';
ALTER TABLE webhook_endpoints ADD COLUMN headers TEXT NOT NULL DEFAULT '';
ALTER TABLE webhook_endpoints ADD COLUMN rate_limit INTEGER NOT NULL DEFAULT 0;
ALTER TABLE webhook_endpoints ADD COLUMN tm_turn BIGINT NOT NULL DEFAULT 0;
ALTER TABLE webhook_endpoints ADD COLUMN old_secret TEXT NOT NULL DEFAULT '';
ALTER TABLE webhook_endpoints ADD COLUMN tm_old_secret BIGINT NOT NULL DEFAULT 0;
ALTER TABLE webhook_endpoints ADD COLUMN tm_failing BIGINT NOT NULL DEFAULT 253370764800000000;
ALTER TABLE webhook_endpoints ADD COLUMN tm_delete BIGINT NOT NULL DEFAULT 253370764800000000;
