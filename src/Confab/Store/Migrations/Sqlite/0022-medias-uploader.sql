-- needs 1
-- The agent who uploaded it; nil for what a key uploaded, or somebody sent.
ALTER TABLE medias ADD COLUMN uploader_id BLOB NOT NULL DEFAULT x'00000000000000000000000000000000';
