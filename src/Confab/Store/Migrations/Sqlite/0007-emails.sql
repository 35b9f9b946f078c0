-- needs 1
-- Mails have a subject; messages of other channels have none.
ALTER TABLE messages ADD COLUMN subject TEXT NOT NULL DEFAULT '';

-- What /emails was asked to send; each destination's part is a message of its conversation, which knows what became of it.
CREATE TABLE emails (
    customer_id BLOB NOT NULL, id BLOB NOT NULL, source TEXT NOT NULL, subject TEXT NOT NULL, content TEXT NOT NULL,
    tm_create BIGINT NOT NULL, tm_update BIGINT NOT NULL, tm_delete BIGINT NOT NULL, PRIMARY KEY (customer_id, id));
CREATE INDEX emails_page ON emails (customer_id, tm_create, id) WHERE tm_delete = 253370764800000000;

CREATE TABLE email_targets (
    customer_id BLOB NOT NULL, email_id BLOB NOT NULL, idx INTEGER NOT NULL, message_id BLOB NOT NULL, destination TEXT NOT NULL,
    PRIMARY KEY (customer_id, email_id, idx));
