-- Terms: the challenge that was sent, the acknowledgment that answers it, the checks made since, and the entries that prove them.

-- Append-only. Canonical JSON with keyed commitments instead of personal data; a sequencer gives positions later.
CREATE TABLE evidence_entries (
  id uuid PRIMARY KEY,
  kind text NOT NULL,
  subject_id uuid NOT NULL,
  body text NOT NULL,
  leaf_hash bytea NOT NULL CHECK (length(leaf_hash) = 32),
  created_at timestamptz NOT NULL
);
CREATE INDEX evidence_entries_subject ON evidence_entries (subject_id);
CREATE INDEX evidence_entries_created ON evidence_entries (created_at, id);

CREATE TABLE terms_challenges (
  id uuid PRIMARY KEY,
  booking_id uuid NOT NULL REFERENCES bookings (id),
  customer_id uuid NOT NULL REFERENCES customers (id),
  address_id uuid REFERENCES customer_addresses (id),
  channel text NOT NULL CHECK (channel IN ('web', 'phone', 'sms', 'whatsapp', 'ai_chat', 'email', 'in_person')),
  status text NOT NULL CHECK (status IN ('live', 'agreed', 'declined', 'expired', 'superseded', 'revoked')),
  -- A short code in the text, so that a duplicate is seen to be the same message.
  reference text NOT NULL UNIQUE CHECK (reference ~ '^[2-9A-HJ-NP-Z]{4,8}$'),
  link_token_hash bytea NOT NULL UNIQUE CHECK (length(link_token_hash) = 32),
  link_token_sealed bytea NOT NULL,
  terms_version text NOT NULL,
  language text NOT NULL,
  -- exactly what was bound: canonical JSON of terms, disclosure, quote and draft
  bound_sealed bytea NOT NULL,
  bound_hash text NOT NULL CHECK (bound_hash ~ '^[0-9a-f]{64}$'),
  booking_version integer NOT NULL,
  sent_text_sealed bytea NOT NULL,
  outbound_message_id uuid,
  sent_at timestamptz,
  expires_at timestamptz NOT NULL,
  closed_at timestamptz,
  created_at timestamptz NOT NULL,
  UNIQUE (id, booking_id),
  CHECK (expires_at > created_at),
  CHECK ((status = 'live') = (closed_at IS NULL))
);
-- At most one live challenge for each address and for each booking.
CREATE UNIQUE INDEX terms_challenges_live_address ON terms_challenges (address_id) WHERE status = 'live';
CREATE UNIQUE INDEX terms_challenges_live_booking ON terms_challenges (booking_id) WHERE status = 'live';
CREATE INDEX terms_challenges_booking ON terms_challenges (booking_id);
CREATE INDEX terms_challenges_customer ON terms_challenges (customer_id);
CREATE INDEX terms_challenges_closed ON terms_challenges (closed_at) WHERE status IN ('agreed', 'declined', 'expired');

CREATE TABLE terms_acknowledgments (
  id uuid PRIMARY KEY,
  booking_id uuid NOT NULL REFERENCES bookings (id),
  customer_id uuid NOT NULL REFERENCES customers (id),
  challenge_id uuid NOT NULL UNIQUE,
  channel text NOT NULL CHECK (channel IN ('web', 'phone', 'sms', 'whatsapp', 'ai_chat', 'email', 'in_person')),
  acknowledged_at timestamptz NOT NULL,
  verified boolean NOT NULL,
  outcome text NOT NULL CHECK (outcome IN ('pending', 'booked', 'not_booked')),
  -- what was shown
  terms_version text NOT NULL,
  language text NOT NULL,
  bound_hash text NOT NULL CHECK (bound_hash ~ '^[0-9a-f]{64}$'),
  booking_version integer NOT NULL,
  total_cents integer NOT NULL CHECK (total_cents >= 0),
  sent_text_commitment text,
  outbound_message_id uuid,
  outbound_provider_message_id text,
  challenge_sent_at timestamptz,
  challenge_expires_at timestamptz NOT NULL,
  -- what was answered
  reply_sealed bytea NOT NULL,
  reply_commitment text NOT NULL,
  reply_normalized_sealed bytea,
  inbound_message_id uuid,
  inbound_provider_message_id text,
  reader_engine text NOT NULL,
  reader_version text NOT NULL,
  rule text NOT NULL,
  -- when, and by which clock; a missing time is null and printed as "not recorded"
  provider_time timestamptz,
  received_at timestamptz NOT NULL,
  received_clock text NOT NULL CHECK (received_clock IN ('api_server', 'worker')),
  recorded_at timestamptz NOT NULL,
  -- who, and what was checked
  from_matches_challenge boolean NOT NULL,
  origin_check text NOT NULL CHECK (origin_check IN ('static_token', 'hmac_signature', 'link_token', 'session', 'witness', 'read_back', 'skipped', 'none')),
  ip_sealed bytea,
  user_agent_sealed bytea,
  witnessed_by text,
  -- where in the conversation
  thread_id uuid,
  workflow_id text,
  workflow_run_id text,
  turn_number integer,
  -- SHA-256 of the canonical JSON of all other columns but verified and outcome
  record_hash text NOT NULL CHECK (record_hash ~ '^[0-9a-f]{64}$'),
  evidence_entry_id uuid NOT NULL REFERENCES evidence_entries (id),
  UNIQUE (id, booking_id),
  CONSTRAINT answers_a_challenge_of_its_booking FOREIGN KEY (challenge_id, booking_id) REFERENCES terms_challenges (id, booking_id),
  CONSTRAINT verified_needs_a_check CHECK (NOT verified OR (from_matches_challenge AND origin_check NOT IN ('skipped', 'none'))),
  CHECK (received_at < challenge_expires_at),
  CHECK (challenge_sent_at IS NULL OR received_at >= challenge_sent_at)
);
CREATE INDEX terms_acknowledgments_booking ON terms_acknowledgments (booking_id);
CREATE INDEX terms_acknowledgments_customer ON terms_acknowledgments (customer_id);
CREATE INDEX terms_acknowledgments_at ON terms_acknowledgments (acknowledged_at);

-- Append-only: read-backs, delivery reports, declines, refusals.
CREATE TABLE terms_checks (
  id uuid PRIMARY KEY,
  challenge_id uuid NOT NULL REFERENCES terms_challenges (id),
  acknowledgment_id uuid REFERENCES terms_acknowledgments (id),
  kind text NOT NULL CHECK (kind IN ('provider_read_back', 'decline', 'refused_reply', 'expiry', 'outcome', 'verified')),
  result text NOT NULL,
  message_id uuid,
  details_sealed bytea,
  evidence_entry_id uuid REFERENCES evidence_entries (id),
  created_at timestamptz NOT NULL
);
CREATE INDEX terms_checks_challenge ON terms_checks (challenge_id);
CREATE INDEX terms_checks_acknowledgment ON terms_checks (acknowledgment_id);

-- Invariant 6: a confirmed booking has its acknowledgment, or a member of staff who answers for it, or a recorded waiver.
ALTER TABLE bookings
  ADD COLUMN acknowledgment_id uuid UNIQUE,
  ADD COLUMN confirmed_by_staff text CHECK (confirmed_by_staff <> ''),
  ADD COLUMN waiver_id uuid,
  ADD CONSTRAINT confirmed_by_its_own_acknowledgment FOREIGN KEY (acknowledgment_id, id) REFERENCES terms_acknowledgments (id, booking_id);
-- Bookings confirmed before this table (or before it was taken back and put up again) say so; nothing is made up for them.
UPDATE bookings SET confirmed_by_staff = 'no acknowledgment on record when migration 015 was applied' WHERE status IN ('confirmed', 'completed');
ALTER TABLE bookings ADD CONSTRAINT confirmed_needs_a_ground CHECK (status NOT IN ('confirmed', 'completed')
    OR acknowledgment_id IS NOT NULL OR confirmed_by_staff IS NOT NULL OR waiver_id IS NOT NULL);

GRANT SELECT, INSERT ON evidence_entries, terms_acknowledgments, terms_checks TO app;
GRANT UPDATE (verified, outcome) ON terms_acknowledgments TO app;
GRANT SELECT, INSERT, UPDATE ON terms_challenges TO app;
