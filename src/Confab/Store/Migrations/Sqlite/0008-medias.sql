-- needs 1
-- What came or goes beside texts and has bytes. blob_id names the bytes; nil while there are none.
CREATE TABLE medias (
    customer_id BLOB NOT NULL, id BLOB NOT NULL, type TEXT NOT NULL, filename TEXT NOT NULL, content_type TEXT NOT NULL, size BIGINT NOT NULL,
    width INTEGER NOT NULL, height INTEGER NOT NULL, duration BIGINT NOT NULL, status TEXT NOT NULL, error TEXT NOT NULL,
    account_id BLOB NOT NULL, message_id BLOB NOT NULL, source TEXT NOT NULL, blob_id BLOB NOT NULL,
    tm_create BIGINT NOT NULL, tm_update BIGINT NOT NULL, tm_delete BIGINT NOT NULL, PRIMARY KEY (customer_id, id));
CREATE INDEX medias_blob ON medias (customer_id, blob_id);

-- Which medias a conversation has seen: whoever may read the one may read the others.
CREATE TABLE media_uses (
    customer_id BLOB NOT NULL, conversation_id BLOB NOT NULL, media_id BLOB NOT NULL, PRIMARY KEY (customer_id, conversation_id, media_id)) WITHOUT ROWID;

-- The bytes of medias on PostgreSQL, 256 kB a row; here they are files.
CREATE TABLE media_parts (
    customer_id BLOB NOT NULL, blob_id BLOB NOT NULL, idx INTEGER NOT NULL, bytes BLOB NOT NULL, PRIMARY KEY (customer_id, blob_id, idx));
