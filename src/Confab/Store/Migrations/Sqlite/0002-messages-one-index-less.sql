-- needs 1
-- A message's place is drawn under its conversation's lock; nothing is looked up by it, and every message paid for the index.
DROP INDEX messages_sequence;
