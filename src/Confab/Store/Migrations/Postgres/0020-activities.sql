-- needs 1
-- What happened to a conversation besides its messages: who has it, how it stands, its labels. Names are those of the time; data: what its type says, as JSON.
CREATE TABLE conversation_activities (
    customer_id uuid NOT NULL, conversation_id uuid NOT NULL, tm_create BIGINT NOT NULL, id uuid NOT NULL, type TEXT NOT NULL, by_kind TEXT NOT NULL, by_id uuid NOT NULL,
    by_name TEXT NOT NULL, data TEXT NOT NULL, PRIMARY KEY (customer_id, conversation_id, tm_create, id));
