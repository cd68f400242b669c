-- Conversations: threads, what was said in them, the turns the assistant took, and one row for each matter.

CREATE TABLE conversation_threads (
  thread_id uuid PRIMARY KEY,
  customer_id uuid NOT NULL REFERENCES customers (id),
  address_id uuid NOT NULL REFERENCES customer_addresses (id),
  -- where it began
  channel text NOT NULL CHECK (channel IN ('web', 'phone', 'sms', 'whatsapp', 'ai_chat', 'email', 'in_person')),
  -- number of the newest message; messages are numbered under this row's lock
  messages integer NOT NULL DEFAULT 0,
  state text NOT NULL DEFAULT 'initial' CHECK (state IN ('initial', 'collecting_info', 'confirming_info', 'sending_terms', 'terms_confirmed', 'creating_booking', 'booking_complete', 'escalated')),
  -- the assistant's whole state, draft included: sealed JSON
  booking_data bytea,
  turns integer NOT NULL DEFAULT 0,
  last_turn_hash text,
  -- 'assistant', or the name of the member of staff who has it
  owner text NOT NULL DEFAULT 'assistant',
  version integer NOT NULL DEFAULT 1,
  current_matter_id uuid,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  closed_at timestamptz
);
CREATE UNIQUE INDEX conversation_threads_open_address ON conversation_threads (address_id) WHERE closed_at IS NULL;
CREATE INDEX conversation_threads_customer ON conversation_threads (customer_id);
CREATE INDEX conversation_threads_idle ON conversation_threads (updated_at) WHERE closed_at IS NULL;

-- Every turn's record; append-only, hashed into Temporal's history.
CREATE TABLE turns (
  id uuid PRIMARY KEY,
  thread_id uuid NOT NULL REFERENCES conversation_threads (thread_id),
  workflow_id text NOT NULL,
  first_run_id text NOT NULL,
  turn_number integer NOT NULL CHECK (turn_number > 0),
  -- place in the thread, over all its workflow executions
  position integer NOT NULL CHECK (position > 0),
  previous_hash text,
  record_sealed bytea NOT NULL,
  record_hash text NOT NULL CHECK (record_hash ~ '^[0-9a-f]{64}$'),
  engine text NOT NULL CHECK (engine IN ('rules', 'openai')),
  engine_version text NOT NULL,
  profile_version text NOT NULL,
  -- what the shell was told: ids, kinds and times only
  result jsonb NOT NULL,
  decided_at timestamptz NOT NULL,
  UNIQUE (thread_id, first_run_id, turn_number),
  UNIQUE (thread_id, position)
);

-- Everything said in a thread, both ways. Texts to staff have no thread.
CREATE TABLE messages (
  id uuid PRIMARY KEY,
  thread_id uuid REFERENCES conversation_threads (thread_id),
  number integer,
  direction text NOT NULL CHECK (direction IN ('inbound', 'outbound')),
  channel text NOT NULL CHECK (channel IN ('web', 'phone', 'sms', 'whatsapp', 'ai_chat', 'email', 'in_person', 'webhook')),
  author text NOT NULL CHECK (author IN ('customer', 'assistant', 'staff', 'system')),
  key_id uuid NOT NULL REFERENCES person_keys (id),
  body_sealed bytea NOT NULL,
  -- inbound only
  provider_message_id text,
  provider_time timestamptz,
  received_at timestamptz NOT NULL,
  origin_check text CHECK (origin_check IN ('static_token', 'hmac_signature', 'link_token', 'session', 'witness', 'read_back', 'skipped', 'none')),
  raw_sealed bytea,
  invalid_reply boolean NOT NULL DEFAULT false,
  consumed_by uuid REFERENCES turns (id),
  nudged_at timestamptz,
  UNIQUE (thread_id, number),
  CHECK ((thread_id IS NULL) = (number IS NULL)),
  CHECK (direction = 'outbound' OR (thread_id IS NOT NULL AND origin_check IS NOT NULL))
);
-- A provider's message is taken once, for ever.
CREATE UNIQUE INDEX messages_provider_id ON messages (channel, provider_message_id) WHERE direction = 'inbound' AND provider_message_id IS NOT NULL;
CREATE INDEX messages_unconsumed ON messages (thread_id, number) WHERE direction = 'inbound' AND consumed_by IS NULL;
CREATE INDEX messages_waiting ON messages (nudged_at NULLS FIRST) WHERE direction = 'inbound' AND consumed_by IS NULL;
CREATE INDEX messages_received ON messages (received_at);

-- Stimuli that are not messages: staff acts, acknowledgments by link, silence of staff, delivery failures. No personal data.
CREATE TABLE stimuli (
  id uuid PRIMARY KEY,
  thread_id uuid NOT NULL REFERENCES conversation_threads (thread_id),
  kind text NOT NULL CHECK (kind IN ('staff_action', 'acknowledged_by_link', 'task_unanswered', 'task_resolved', 'delivery_failed')),
  details jsonb NOT NULL,
  created_at timestamptz NOT NULL,
  consumed_by uuid REFERENCES turns (id),
  nudged_at timestamptz
);
CREATE INDEX stimuli_unconsumed ON stimuli (thread_id, created_at) WHERE consumed_by IS NULL;

-- One row for each matter: an inquiry, a booking.
CREATE TABLE ai_conversations (
  id uuid PRIMARY KEY,
  thread_id uuid NOT NULL REFERENCES conversation_threads (thread_id),
  intent text CHECK (intent IN ('inquiry', 'booking', 'modification', 'cancellation', 'objection', 'escalation')),
  stage text NOT NULL CHECK (stage IN ('initial', 'collecting_info', 'confirming_info', 'sending_terms', 'terms_confirmed', 'creating_booking', 'booking_complete', 'escalated')),
  escalation_reason text,
  booking_id uuid REFERENCES bookings (id),
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL
);
CREATE INDEX ai_conversations_thread ON ai_conversations (thread_id, created_at DESC);
CREATE INDEX ai_conversations_booking ON ai_conversations (booking_id);
CREATE INDEX ai_conversations_window ON ai_conversations (created_at, intent);

ALTER TABLE bookings ADD COLUMN thread_id uuid REFERENCES conversation_threads (thread_id);
ALTER TABLE terms_challenges ADD COLUMN thread_id uuid REFERENCES conversation_threads (thread_id);
CREATE INDEX bookings_thread ON bookings (thread_id);
CREATE INDEX terms_challenges_thread ON terms_challenges (thread_id);
ALTER TABLE conversation_threads ADD CONSTRAINT conversation_threads_matter FOREIGN KEY (current_matter_id) REFERENCES ai_conversations (id) DEFERRABLE INITIALLY DEFERRED;

GRANT SELECT, INSERT, UPDATE ON conversation_threads, ai_conversations TO app;
GRANT SELECT, INSERT ON turns, messages, stimuli TO app;
GRANT UPDATE (consumed_by, nudged_at, invalid_reply) ON messages TO app;
GRANT UPDATE (consumed_by, nudged_at) ON stimuli TO app;
