-- Speaking and listening: the outbox, send pacing, opt-outs, webhook log, provider subscriptions.

-- The delivery state of an outbound message; its text is the messages row of the same id.
CREATE TABLE outbox (
  id uuid PRIMARY KEY REFERENCES messages (id),
  thread_id uuid REFERENCES conversation_threads (thread_id),
  turn_id uuid REFERENCES turns (id),
  class text NOT NULL CHECK (class IN ('reply', 'handover', 'terms', 'terms_reply', 'confirmation', 'reminder', 'notice', 'stop_confirmation', 'start_confirmation', 'help', 'staff_reply', 'staff_alert', 'staff_webhook')),
  channel text NOT NULL CHECK (channel IN ('sms', 'whatsapp', 'ai_chat', 'phone', 'email', 'webhook')),
  state text NOT NULL CHECK (state IN ('intended', 'sending', 'sent', 'not_sent', 'unknown', 'void')),
  -- the business fact this message tells; a second row for the same fact cannot exist
  dedupe_key text NOT NULL UNIQUE,
  -- on what ground we may send it
  basis text NOT NULL CHECK (basis IN ('reply_to_customer', 'terms_of_request', 'booking_service', 'opt_out_confirmation', 'staff', 'consent')),
  to_sealed bytea NOT NULL,
  -- keyed hash under the opt-out key; null for staff and webhooks, which cannot opt out
  to_opt_out_hash bytea,
  attempts smallint NOT NULL DEFAULT 0,
  lease_until timestamptz,
  first_attempt_at timestamptz,
  attempted_at timestamptz,
  not_before timestamptz,
  sent_at timestamptz,
  provider_message_id text,
  provider_time timestamptz,
  provider_status text,
  failure_code text,
  read_backs smallint NOT NULL DEFAULT 0,
  first_absent_at timestamptz,
  created_at timestamptz NOT NULL,
  CHECK (state <> 'sent' OR sent_at IS NOT NULL),
  CHECK (state <> 'sending' OR lease_until IS NOT NULL)
);
CREATE INDEX outbox_unfinished ON outbox (created_at) WHERE state IN ('intended', 'sending', 'unknown');
CREATE INDEX outbox_thread ON outbox (thread_id, created_at);
-- Only what a refused step may still void, so that it stays small.
CREATE INDEX outbox_turn ON outbox (turn_id) WHERE state = 'intended';
CREATE INDEX outbox_provider ON outbox (channel, provider_message_id);

-- Token bucket for each sending number; uses the database's clock.
CREATE TABLE send_buckets (
  sender text PRIMARY KEY,
  tokens double precision NOT NULL,
  refilled_at timestamptz NOT NULL,
  -- no send before this: the provider asked us to wait
  blocked_until timestamptz
);

-- Outlives erasure: a keyed hash under a key kept outside the database.
CREATE TABLE opt_outs (
  address_hash bytea PRIMARY KEY CHECK (length(address_hash) = 32),
  opted_out_at timestamptz NOT NULL,
  opted_in_at timestamptz,
  ground text NOT NULL CHECK (ground IN ('keyword', 'free_form', 'provider', 'staff')),
  message_id uuid
);

CREATE TABLE webhook_logs (
  id uuid PRIMARY KEY,
  provider text NOT NULL,
  status text NOT NULL CHECK (status IN ('accepted', 'accepted_unverified', 'duplicate', 'ignored', 'handshake', 'signature_validation_failed', 'invalid_body', 'body_too_large', 'error')),
  detail text,
  event_id text,
  message_id uuid,
  body_bytes integer,
  created_at timestamptz NOT NULL
);
CREATE INDEX webhook_logs_status ON webhook_logs (status, created_at);

CREATE TABLE provider_state (
  provider text PRIMARY KEY,
  subscription_id text,
  subscription_status text,
  subscription_expires_at timestamptz,
  checked_at timestamptz,
  -- newest provider time whose messages were read back
  backfilled_to timestamptz
);

-- Monitoring's view of texts: inbound ones with what became of them, outbound ones with their delivery state.
CREATE VIEW sms_tracking AS
  SELECT m.id, m.thread_id, 'inbound'::text AS direction,
         CASE WHEN m.invalid_reply THEN 'invalid_reply' ELSE 'received' END AS status,
         m.provider_message_id, m.received_at AS created_at
    FROM messages m WHERE m.direction = 'inbound' AND m.channel = 'sms'
  UNION ALL
  SELECT o.id, o.thread_id, 'outbound', o.state, o.provider_message_id, o.created_at
    FROM outbox o WHERE o.channel = 'sms';

GRANT SELECT, INSERT, UPDATE ON outbox, send_buckets, opt_outs, provider_state TO app;
GRANT SELECT, INSERT ON webhook_logs TO app;
GRANT SELECT ON sms_tracking TO app;
