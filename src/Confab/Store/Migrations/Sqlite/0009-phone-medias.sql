-- needs 1
-- What came to a pretend phone beside text, as a JSON list.
ALTER TABLE phone_messages ADD COLUMN medias TEXT NOT NULL DEFAULT '[]';
