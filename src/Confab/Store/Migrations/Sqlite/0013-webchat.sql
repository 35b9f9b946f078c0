-- needs 1
-- What visitors of web chats are told of, found by their session: no other event pays for this.
CREATE INDEX events_webchat ON events (subject_id, position) WHERE type IN ('webchat_message_created', 'webchat_session_ended');

-- A widget has an account of the same id, which its conversations send through. hash_version: raised when its direct hash is made anew, so that
-- tokens by the one before end. theme_config, allowed_origins: as JSON; the latter once more in webchat_origins, to be found by.
CREATE TABLE webchat_widgets (
    customer_id BLOB NOT NULL, id BLOB NOT NULL, name TEXT NOT NULL, status TEXT NOT NULL, session_flow_id BLOB NOT NULL, message_flow_id BLOB NOT NULL,
    session_idle_timeout BIGINT NOT NULL, theme_config TEXT NOT NULL, direct_hash TEXT NOT NULL, hash_version INTEGER NOT NULL, allowed_origins TEXT NOT NULL,
    tm_create BIGINT NOT NULL, tm_update BIGINT NOT NULL, tm_delete BIGINT NOT NULL, PRIMARY KEY (customer_id, id));
CREATE UNIQUE INDEX webchat_widgets_hash ON webchat_widgets (direct_hash) WHERE tm_delete = 253370764800000000;
CREATE INDEX webchat_widgets_page ON webchat_widgets (customer_id, tm_create, id) WHERE tm_delete = 253370764800000000;

CREATE TABLE webchat_origins (origin TEXT NOT NULL, widget_id BLOB NOT NULL, PRIMARY KEY (origin, widget_id));

CREATE TABLE webchat_sessions (
    customer_id BLOB NOT NULL, id BLOB NOT NULL, widget_id BLOB NOT NULL, status TEXT NOT NULL, page_url TEXT NOT NULL, referrer TEXT NOT NULL,
    tm_last_activity BIGINT NOT NULL, tm_create BIGINT NOT NULL, tm_update BIGINT NOT NULL, tm_end BIGINT NOT NULL, tm_delete BIGINT NOT NULL, PRIMARY KEY (customer_id, id));
CREATE INDEX webchat_sessions_page ON webchat_sessions (customer_id, tm_create, id) WHERE tm_delete = 253370764800000000;
CREATE INDEX webchat_sessions_widget ON webchat_sessions (customer_id, widget_id, tm_create, id) WHERE tm_delete = 253370764800000000;
CREATE INDEX webchat_sessions_active ON webchat_sessions (tm_last_activity, id) WHERE status = 'active';

-- The web chat's view of a conversation's messages, each with the same id. medias: what a visitor is shown of them, as a JSON list.
CREATE TABLE webchat_messages (
    customer_id BLOB NOT NULL, id BLOB NOT NULL, widget_id BLOB NOT NULL, session_id BLOB NOT NULL, direction TEXT NOT NULL, status TEXT NOT NULL, sender_id BLOB NOT NULL,
    text TEXT NOT NULL, medias TEXT NOT NULL, tm_create BIGINT NOT NULL, tm_delete BIGINT NOT NULL, PRIMARY KEY (customer_id, id));
CREATE INDEX webchat_messages_page ON webchat_messages (customer_id, tm_create, id) WHERE tm_delete = 253370764800000000;
CREATE INDEX webchat_messages_session ON webchat_messages (customer_id, session_id, tm_create, id) WHERE tm_delete = 253370764800000000;
