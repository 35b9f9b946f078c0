-- needs 1
-- What live topics are matched with: what an event is about, who owns it, and who owned it before the change that it tells of; nil for nobody.
-- Programs that do not know these leave them nil.
ALTER TABLE events ADD COLUMN subject_id BLOB NOT NULL DEFAULT x'00000000000000000000000000000000';
ALTER TABLE events ADD COLUMN owner_id BLOB NOT NULL DEFAULT x'00000000000000000000000000000000';
ALTER TABLE events ADD COLUMN former_owner_id BLOB NOT NULL DEFAULT x'00000000000000000000000000000000';
