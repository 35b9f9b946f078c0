-- needs 1
-- Until when we may write as we like to a peer that has written; never over where the channel has no such window.
ALTER TABLE conversations ADD COLUMN window_expires_at BIGINT NOT NULL DEFAULT 253370764800000000;
