-- Times are microseconds since 1970, flags are 0 and 1. What is not deleted has tm_delete = 9999-01-01.
-- Keys of a customer's rows begin with customer_id, so that the data can be spread by customer.

CREATE TABLE customers (
    id uuid NOT NULL PRIMARY KEY, name TEXT NOT NULL, detail TEXT NOT NULL, email TEXT NOT NULL, phone_number TEXT NOT NULL,
    address TEXT NOT NULL, rtp_debug INTEGER NOT NULL, agent_reply INTEGER NOT NULL,
    tm_create BIGINT NOT NULL, tm_update BIGINT NOT NULL, tm_delete BIGINT NOT NULL);

-- The endpoint whose id is the customer's own is the one that PUT /customer sets.
CREATE TABLE webhook_endpoints (
    customer_id uuid NOT NULL, id uuid NOT NULL, uri TEXT NOT NULL, method TEXT NOT NULL, secret TEXT NOT NULL, enabled INTEGER NOT NULL,
    tm_create BIGINT NOT NULL, tm_update BIGINT NOT NULL, PRIMARY KEY (customer_id, id));

CREATE TABLE server_keys (name TEXT NOT NULL PRIMARY KEY, value TEXT NOT NULL);

CREATE TABLE agents (
    customer_id uuid NOT NULL, id uuid NOT NULL, username TEXT NOT NULL, username_key TEXT NOT NULL, password_hash TEXT NOT NULL,
    name TEXT NOT NULL, detail TEXT NOT NULL, ring_method TEXT NOT NULL, status TEXT NOT NULL, permission BIGINT NOT NULL,
    tag_ids TEXT NOT NULL, addresses TEXT NOT NULL, token_version INTEGER NOT NULL,
    tm_create BIGINT NOT NULL, tm_update BIGINT NOT NULL, tm_delete BIGINT NOT NULL, PRIMARY KEY (customer_id, id));
CREATE UNIQUE INDEX agents_username ON agents (username_key) WHERE tm_delete = 253370764800000000;
CREATE INDEX agents_page ON agents (customer_id, tm_create, id) WHERE tm_delete = 253370764800000000;

CREATE TABLE accesskeys (
    customer_id uuid NOT NULL, id uuid NOT NULL, name TEXT NOT NULL, detail TEXT NOT NULL, token_hash bytea NOT NULL, token_prefix TEXT NOT NULL,
    permission BIGINT NOT NULL, tm_expire BIGINT NOT NULL, tm_create BIGINT NOT NULL, tm_update BIGINT NOT NULL, tm_delete BIGINT NOT NULL, PRIMARY KEY (customer_id, id));
CREATE UNIQUE INDEX accesskeys_token ON accesskeys (token_hash);
CREATE INDEX accesskeys_page ON accesskeys (customer_id, tm_create, id) WHERE tm_delete = 253370764800000000;

CREATE TABLE revoked_tokens (id uuid NOT NULL PRIMARY KEY, tm_expire BIGINT NOT NULL);

CREATE TABLE tags (
    customer_id uuid NOT NULL, id uuid NOT NULL, name TEXT NOT NULL, detail TEXT NOT NULL,
    tm_create BIGINT NOT NULL, tm_update BIGINT NOT NULL, tm_delete BIGINT NOT NULL, PRIMARY KEY (customer_id, id));
CREATE INDEX tags_page ON tags (customer_id, tm_create, id) WHERE tm_delete = 253370764800000000;

-- sealed: secret, token and the secrets of provider_data, encrypted as one JSON text.
CREATE TABLE accounts (
    customer_id uuid NOT NULL, id uuid NOT NULL, type TEXT NOT NULL, name TEXT NOT NULL, detail TEXT NOT NULL, sealed TEXT NOT NULL,
    provider_data TEXT NOT NULL, message_flow_id uuid NOT NULL,
    tm_create BIGINT NOT NULL, tm_update BIGINT NOT NULL, tm_delete BIGINT NOT NULL, PRIMARY KEY (customer_id, id));
CREATE UNIQUE INDEX accounts_id ON accounts (id);
CREATE INDEX accounts_page ON accounts (customer_id, tm_create, id) WHERE tm_delete = 253370764800000000;

CREATE TABLE numbers (
    customer_id uuid NOT NULL, id uuid NOT NULL, number TEXT NOT NULL, type TEXT NOT NULL, call_flow_id uuid NOT NULL,
    message_flow_id uuid NOT NULL, account_id uuid NOT NULL, name TEXT NOT NULL, detail TEXT NOT NULL, rtp_debug INTEGER NOT NULL,
    tm_create BIGINT NOT NULL, tm_update BIGINT NOT NULL, tm_delete BIGINT NOT NULL, PRIMARY KEY (customer_id, id));
CREATE UNIQUE INDEX numbers_number ON numbers (customer_id, number) WHERE tm_delete = 253370764800000000;
CREATE INDEX numbers_page ON numbers (customer_id, tm_create, id) WHERE tm_delete = 253370764800000000;

CREATE TABLE flows (
    customer_id uuid NOT NULL, id uuid NOT NULL, name TEXT NOT NULL, detail TEXT NOT NULL, actions TEXT NOT NULL, on_complete_flow_id uuid NOT NULL,
    tm_create BIGINT NOT NULL, tm_update BIGINT NOT NULL, tm_delete BIGINT NOT NULL, PRIMARY KEY (customer_id, id));
CREATE INDEX flows_page ON flows (customer_id, tm_create, id) WHERE tm_delete = 253370764800000000;

-- state: where a running activeflow stands, as JSON; what the API shows has columns of its own.
CREATE TABLE activeflows (
    customer_id uuid NOT NULL, id uuid NOT NULL, flow_id uuid NOT NULL, status TEXT NOT NULL, reference_type TEXT NOT NULL, reference_id uuid NOT NULL,
    reference_activeflow_id uuid NOT NULL, on_complete_flow_id uuid NOT NULL, webhook_uri TEXT NOT NULL, webhook_method TEXT NOT NULL,
    actions TEXT NOT NULL, state TEXT NOT NULL, error_action_id uuid NOT NULL, error_message TEXT NOT NULL,
    tm_create BIGINT NOT NULL, tm_update BIGINT NOT NULL, tm_delete BIGINT NOT NULL, PRIMARY KEY (customer_id, id));
CREATE INDEX activeflows_page ON activeflows (customer_id, tm_create, id) WHERE tm_delete = 253370764800000000;

-- match_key: what makes two messages the same conversation; line: account and dialog, message: both numbers.
CREATE TABLE conversations (
    customer_id uuid NOT NULL, id uuid NOT NULL, account_id uuid NOT NULL, type TEXT NOT NULL, dialog_id TEXT NOT NULL, match_key TEXT NOT NULL,
    owner_id uuid NOT NULL, name TEXT NOT NULL, detail TEXT NOT NULL, auto_title INTEGER NOT NULL, self TEXT NOT NULL, peer TEXT NOT NULL,
    last_sequence BIGINT NOT NULL, tm_last_message BIGINT NOT NULL,
    tm_create BIGINT NOT NULL, tm_update BIGINT NOT NULL, tm_delete BIGINT NOT NULL, PRIMARY KEY (customer_id, id));
CREATE UNIQUE INDEX conversations_match ON conversations (customer_id, type, match_key) WHERE tm_delete = 253370764800000000;
CREATE INDEX conversations_page ON conversations (customer_id, tm_create, id);
CREATE INDEX conversations_owner ON conversations (customer_id, owner_id, tm_create, id);
CREATE INDEX conversations_account ON conversations (customer_id, account_id, tm_create, id);
CREATE INDEX conversations_type ON conversations (customer_id, type, tm_create, id);
CREATE INDEX conversations_dialog ON conversations (customer_id, dialog_id, tm_create, id);

CREATE TABLE messages (
    customer_id uuid NOT NULL, id uuid NOT NULL, conversation_id uuid NOT NULL, account_id uuid NOT NULL, sequence BIGINT NOT NULL,
    direction TEXT NOT NULL, status TEXT NOT NULL, source TEXT NOT NULL, destination TEXT NOT NULL, text TEXT NOT NULL, medias TEXT NOT NULL,
    sender_type TEXT NOT NULL, sender_id uuid NOT NULL, delivery TEXT NOT NULL, error_code TEXT NOT NULL, error_message TEXT NOT NULL,
    tm_delivery BIGINT NOT NULL, provider_id TEXT NOT NULL,
    tm_create BIGINT NOT NULL, tm_update BIGINT NOT NULL, tm_delete BIGINT NOT NULL, PRIMARY KEY (customer_id, id));
CREATE INDEX messages_page ON messages (customer_id, conversation_id, tm_create, id) WHERE tm_delete = 253370764800000000;
CREATE UNIQUE INDEX messages_sequence ON messages (customer_id, conversation_id, sequence);
CREATE INDEX messages_provider ON messages (customer_id, account_id, provider_id) WHERE provider_id <> '';

-- What providers told us, by the key that they repeat: the constraint that makes a redelivery harmless.
CREATE TABLE received (
    customer_id uuid NOT NULL, account_id uuid NOT NULL, key TEXT NOT NULL, kind TEXT NOT NULL, raw TEXT NOT NULL, tm_create BIGINT NOT NULL,
    PRIMARY KEY (customer_id, account_id, key));

CREATE TABLE idempotency_keys (
    customer_id uuid NOT NULL, key TEXT NOT NULL, fingerprint bytea NOT NULL, message_id uuid NOT NULL, tm_create BIGINT NOT NULL,
    PRIMARY KEY (customer_id, key));

CREATE TABLE sms (
    customer_id uuid NOT NULL, id uuid NOT NULL, direction TEXT NOT NULL, source TEXT NOT NULL, text TEXT NOT NULL,
    tm_create BIGINT NOT NULL, tm_update BIGINT NOT NULL, tm_delete BIGINT NOT NULL, PRIMARY KEY (customer_id, id));
CREATE INDEX sms_page ON sms (customer_id, tm_create, id) WHERE tm_delete = 253370764800000000;

CREATE TABLE sms_targets (
    customer_id uuid NOT NULL, sms_id uuid NOT NULL, idx INTEGER NOT NULL, message_id uuid NOT NULL, destination TEXT NOT NULL,
    status TEXT NOT NULL, parts INTEGER NOT NULL, tm_update BIGINT NOT NULL, PRIMARY KEY (customer_id, sms_id, idx));
CREATE INDEX sms_targets_message ON sms_targets (customer_id, message_id);

-- What the sandbox's pretend phones received.
CREATE TABLE phone_messages (
    customer_id uuid NOT NULL, id uuid NOT NULL, message_id uuid NOT NULL, sender TEXT NOT NULL, receiver TEXT NOT NULL, text TEXT NOT NULL,
    tm_create BIGINT NOT NULL, PRIMARY KEY (customer_id, id));
CREATE UNIQUE INDEX phone_messages_message ON phone_messages (customer_id, message_id);
CREATE INDEX phone_messages_page ON phone_messages (customer_id, receiver, tm_create, id);

-- The outbox, the feed and the source of live events: written with the change that it tells of.
CREATE TABLE events (
    position BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY, id uuid NOT NULL, customer_id uuid NOT NULL, type TEXT NOT NULL, data TEXT NOT NULL, tm_create BIGINT NOT NULL);
CREATE INDEX events_customer ON events (customer_id, position);

-- Deliveries that were given up: kept, so that they can be seen and sent again.
CREATE TABLE webhook_deliveries (
    customer_id uuid NOT NULL, id uuid NOT NULL, endpoint_id uuid NOT NULL, event_position BIGINT NOT NULL, status TEXT NOT NULL,
    attempts INTEGER NOT NULL, reason TEXT NOT NULL, tm_create BIGINT NOT NULL, tm_update BIGINT NOT NULL, PRIMARY KEY (customer_id, id));

-- head: the first of its lane, the only one that may be leased. due: not before; while leased, when the lease ends.
CREATE TABLE jobs (
    position BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY, kind TEXT NOT NULL, lane TEXT NOT NULL, bucket TEXT NOT NULL, payload TEXT NOT NULL,
    head INTEGER NOT NULL, due BIGINT NOT NULL, lease uuid, attempt INTEGER NOT NULL, begun INTEGER NOT NULL, parked INTEGER NOT NULL,
    tm_create BIGINT NOT NULL);
CREATE INDEX jobs_lane ON jobs (kind, lane, position);
CREATE INDEX jobs_due ON jobs (kind, due) WHERE head = 1;
CREATE INDEX jobs_bucket ON jobs (kind, bucket, position) WHERE head = 1;

CREATE TABLE job_buckets (
    kind TEXT NOT NULL, bucket TEXT NOT NULL, failures INTEGER NOT NULL, paused_until BIGINT NOT NULL, reason TEXT NOT NULL, tm_update BIGINT NOT NULL,
    PRIMARY KEY (kind, bucket));

-- Rows of jobs are short-lived: cleaned up early, and with room to be updated in place.
ALTER TABLE jobs SET (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 1000);
