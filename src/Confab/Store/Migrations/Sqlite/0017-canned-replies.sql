-- needs 1
-- Texts that agents answer with.
CREATE TABLE canned_replies (
    customer_id BLOB NOT NULL, id BLOB NOT NULL, name TEXT NOT NULL, shortcut TEXT NOT NULL, text TEXT NOT NULL,
    tm_create BIGINT NOT NULL, tm_update BIGINT NOT NULL, tm_delete BIGINT NOT NULL, PRIMARY KEY (customer_id, id));
CREATE INDEX canned_replies_page ON canned_replies (customer_id, tm_create, id) WHERE tm_delete = 253370764800000000;
