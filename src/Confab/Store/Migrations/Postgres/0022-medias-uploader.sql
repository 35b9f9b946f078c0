-- needs 1
-- The agent who uploaded it; nil for what a key uploaded, or somebody sent.
ALTER TABLE medias ADD COLUMN uploader_id uuid NOT NULL DEFAULT '00000000-0000-0000-0000-000000000000';
