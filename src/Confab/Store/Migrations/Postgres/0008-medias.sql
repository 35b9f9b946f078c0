-- needs 1
-- What came or goes beside texts and has bytes. blob_id names the bytes; nil while there are none.
CREATE TABLE medias (
    customer_id uuid NOT NULL, id uuid NOT NULL, type TEXT NOT NULL, filename TEXT NOT NULL, content_type TEXT NOT NULL, size BIGINT NOT NULL,
    width INTEGER NOT NULL, height INTEGER NOT NULL, duration BIGINT NOT NULL, status TEXT NOT NULL, error TEXT NOT NULL,
    account_id uuid NOT NULL, message_id uuid NOT NULL, source TEXT NOT NULL, blob_id uuid NOT NULL,
    tm_create BIGINT NOT NULL, tm_update BIGINT NOT NULL, tm_delete BIGINT NOT NULL, PRIMARY KEY (customer_id, id));
CREATE INDEX medias_blob ON medias (customer_id, blob_id);

-- Which medias a conversation has seen: whoever may read the one may read the others.
CREATE TABLE media_uses (
    customer_id uuid NOT NULL, conversation_id uuid NOT NULL, media_id uuid NOT NULL, PRIMARY KEY (customer_id, conversation_id, media_id));

-- The bytes of medias, 256 kB a row. They are compressed already, mostly.
CREATE TABLE media_parts (
    customer_id uuid NOT NULL, blob_id uuid NOT NULL, idx INTEGER NOT NULL, bytes bytea NOT NULL, PRIMARY KEY (customer_id, blob_id, idx));
ALTER TABLE media_parts ALTER COLUMN bytes SET STORAGE EXTERNAL;
