-- needs 1
-- What the team writes about a conversation, for itself.
CREATE TABLE conversation_notes (
    customer_id uuid NOT NULL, id uuid NOT NULL, conversation_id uuid NOT NULL, by_kind TEXT NOT NULL, by_id uuid NOT NULL, by_name TEXT NOT NULL, text TEXT NOT NULL,
    tm_create BIGINT NOT NULL, tm_update BIGINT NOT NULL, tm_delete BIGINT NOT NULL, PRIMARY KEY (customer_id, id));
CREATE INDEX conversation_notes_page ON conversation_notes (customer_id, conversation_id, tm_create, id) WHERE tm_delete = 253370764800000000;
