-- needs 1
-- What the overview shows, counted from the events in their order. The one row of overview_cursor: up to which event, and when that happened.
CREATE TABLE overview_cursor (id INTEGER NOT NULL PRIMARY KEY, position BIGINT NOT NULL, tm_update BIGINT NOT NULL);

-- Sums by hour. type: of the conversation.
CREATE TABLE overview_messages (
    customer_id BLOB NOT NULL, tm_hour BIGINT NOT NULL, type TEXT NOT NULL, sender_type TEXT NOT NULL, messages INTEGER NOT NULL, failed INTEGER NOT NULL,
    PRIMARY KEY (customer_id, tm_hour, type, sender_type)) WITHOUT ROWID;

-- kind: response or resolution. number: how many; seconds: their sum; b0 to b11: how many of each length, by the bounds that the program names.
CREATE TABLE overview_times (
    customer_id BLOB NOT NULL, tm_hour BIGINT NOT NULL, kind TEXT NOT NULL, number INTEGER NOT NULL, seconds BIGINT NOT NULL,
    b0 INTEGER NOT NULL, b1 INTEGER NOT NULL, b2 INTEGER NOT NULL, b3 INTEGER NOT NULL, b4 INTEGER NOT NULL, b5 INTEGER NOT NULL,
    b6 INTEGER NOT NULL, b7 INTEGER NOT NULL, b8 INTEGER NOT NULL, b9 INTEGER NOT NULL, b10 INTEGER NOT NULL, b11 INTEGER NOT NULL,
    PRIMARY KEY (customer_id, tm_hour, kind)) WITHOUT ROWID;

-- An agent's answers, and its responses as above.
CREATE TABLE overview_agents (
    customer_id BLOB NOT NULL, tm_hour BIGINT NOT NULL, agent_id BLOB NOT NULL, answers INTEGER NOT NULL, number INTEGER NOT NULL, seconds BIGINT NOT NULL,
    b0 INTEGER NOT NULL, b1 INTEGER NOT NULL, b2 INTEGER NOT NULL, b3 INTEGER NOT NULL, b4 INTEGER NOT NULL, b5 INTEGER NOT NULL,
    b6 INTEGER NOT NULL, b7 INTEGER NOT NULL, b8 INTEGER NOT NULL, b9 INTEGER NOT NULL, b10 INTEGER NOT NULL, b11 INTEGER NOT NULL,
    PRIMARY KEY (customer_id, tm_hour, agent_id)) WITHOUT ROWID;

-- Which messages are counted as failed.
CREATE TABLE overview_failures (customer_id BLOB NOT NULL, message_id BLOB NOT NULL, PRIMARY KEY (customer_id, message_id)) WITHOUT ROWID;

-- Where each conversation stands. tm_begin: since when it is open; 0 where that is not known. tm_asked: the first message that came in since; 9999 for none, 0
-- once it is answered, or where that is not known. tm_waiting: since when the peer waits for a person; 9999 for not.
CREATE TABLE overview_conversations (
    customer_id BLOB NOT NULL, id BLOB NOT NULL, owner_id BLOB NOT NULL, state TEXT NOT NULL, tm_begin BIGINT NOT NULL, tm_asked BIGINT NOT NULL, tm_waiting BIGINT NOT NULL,
    PRIMARY KEY (customer_id, id)) WITHOUT ROWID;
CREATE INDEX overview_conversations_waiting ON overview_conversations (customer_id, tm_waiting, id) WHERE state = 'open' AND tm_waiting < 253370764800000000;
CREATE INDEX overview_conversations_open ON overview_conversations (customer_id, owner_id) WHERE state = 'open';
