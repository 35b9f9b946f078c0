-- needs 1
-- state: open, snoozed until snoozed_until, or closed. label_ids: its labels, as a JSON list. unread: what came in since somebody of the team read or
-- answered. last_…: of the last message; last_sender is empty while there is none. tm_indexed: up to which message its words can be searched for,
-- -1 for not at all.
ALTER TABLE conversations ADD COLUMN state TEXT NOT NULL DEFAULT 'open';
ALTER TABLE conversations ADD COLUMN snoozed_until BIGINT NOT NULL DEFAULT 253370764800000000;
ALTER TABLE conversations ADD COLUMN label_ids TEXT NOT NULL DEFAULT '[]';
ALTER TABLE conversations ADD COLUMN unread INTEGER NOT NULL DEFAULT 0;
ALTER TABLE conversations ADD COLUMN last_sender TEXT NOT NULL DEFAULT '';
ALTER TABLE conversations ADD COLUMN last_text TEXT NOT NULL DEFAULT '';
ALTER TABLE conversations ADD COLUMN last_medias INTEGER NOT NULL DEFAULT 0;
ALTER TABLE conversations ADD COLUMN tm_indexed BIGINT NOT NULL DEFAULT -1;
CREATE INDEX conversations_inbox ON conversations (customer_id, owner_id, state, type, tm_last_message, id) WHERE tm_delete = 253370764800000000;
CREATE INDEX conversations_assigned ON conversations (customer_id, state, type, tm_last_message, id)
    WHERE tm_delete = 253370764800000000 AND owner_id <> '00000000-0000-0000-0000-000000000000';
CREATE INDEX conversations_unindexed ON conversations (tm_indexed) WHERE tm_indexed < tm_last_message;

-- Labels of conversations, with what their lists are narrowed by.
CREATE TABLE conversation_labels (
    customer_id uuid NOT NULL, id uuid NOT NULL, label_id uuid NOT NULL, owner_id uuid NOT NULL, state TEXT NOT NULL, type TEXT NOT NULL,
    tm_last_message BIGINT NOT NULL, PRIMARY KEY (customer_id, id, label_id));
CREATE INDEX conversation_labels_inbox ON conversation_labels (customer_id, label_id, owner_id, state, type, tm_last_message, id);
CREATE INDEX conversation_labels_assigned ON conversation_labels (customer_id, label_id, state, type, tm_last_message, id) WHERE owner_id <> '00000000-0000-0000-0000-000000000000';

-- Which conversations have a word: in a message, their name or their peer's name or number.
CREATE TABLE conversation_words (
    customer_id uuid NOT NULL, word TEXT COLLATE "C" NOT NULL, conversation_id uuid NOT NULL, PRIMARY KEY (customer_id, word, conversation_id));
