-- needs 1
-- Words are kept with their letters in one form now, so all are looked at anew: tm_words takes the place of tm_indexed, which nobody reads any more.
ALTER TABLE conversations ADD COLUMN tm_words BIGINT NOT NULL DEFAULT -1;
DROP INDEX conversations_unindexed;
CREATE INDEX conversations_unindexed ON conversations (tm_words) WHERE tm_words < tm_last_message;
