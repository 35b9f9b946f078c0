-- needs 1
-- peer_state: active, blocked or left, since tm_peer_state. peer_picture: where the peer's picture is. tm_profile: when its profile was last asked
-- for. reply_token: what answers the last message once, since tm_reply_token.
ALTER TABLE conversations ADD COLUMN peer_state TEXT NOT NULL DEFAULT 'active';
ALTER TABLE conversations ADD COLUMN tm_peer_state BIGINT NOT NULL DEFAULT 0;
ALTER TABLE conversations ADD COLUMN peer_picture TEXT NOT NULL DEFAULT '';
ALTER TABLE conversations ADD COLUMN tm_profile BIGINT NOT NULL DEFAULT 0;
ALTER TABLE conversations ADD COLUMN reply_token TEXT NOT NULL DEFAULT '';
ALTER TABLE conversations ADD COLUMN tm_reply_token BIGINT NOT NULL DEFAULT 0;

-- Who speaks in a group, by the provider's id of it, and what it is called.
CREATE TABLE conversation_members (
    customer_id uuid NOT NULL, conversation_id uuid NOT NULL, target TEXT NOT NULL, name TEXT NOT NULL, tm_profile BIGINT NOT NULL,
    PRIMARY KEY (customer_id, conversation_id, target));
