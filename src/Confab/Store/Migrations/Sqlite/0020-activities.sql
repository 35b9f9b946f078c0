-- needs 1
-- What happened to a conversation besides its messages: who has it, how it stands, its labels. Names are those of the time; data: what its type says, as JSON.
CREATE TABLE conversation_activities (
    customer_id BLOB NOT NULL, conversation_id BLOB NOT NULL, tm_create BIGINT NOT NULL, id BLOB NOT NULL, type TEXT NOT NULL, by_kind TEXT NOT NULL, by_id BLOB NOT NULL,
    by_name TEXT NOT NULL, data TEXT NOT NULL, PRIMARY KEY (customer_id, conversation_id, tm_create, id)) WITHOUT ROWID;
