-- The baseline: people, their keys, bookings with a deposit and its deadline.
CREATE EXTENSION IF NOT EXISTS btree_gist;

-- The application's rights hang on this group; login roles are members of it. Kept by `down`, since roles are cluster-wide.
DO $$ BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'app') THEN CREATE ROLE app NOLOGIN; END IF;
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; -- two databases of one cluster migrated at once
END $$;
-- Where one login both owns and runs, it drops to `app` in each transaction; PostgreSQL 16 lets only members do so, its maker included.
DO $$ BEGIN
  IF NOT pg_has_role(current_user, 'app', 'SET') THEN GRANT app TO CURRENT_USER; END IF;
EXCEPTION WHEN insufficient_privilege OR unique_violation THEN NULL; -- another made the group: with two logins the owner needs no part in it
END $$;
DO $$ BEGIN EXECUTE format('GRANT CONNECT ON DATABASE %I TO app', current_database()); END $$;
GRANT USAGE ON SCHEMA public TO app;
REVOKE CREATE ON SCHEMA public FROM PUBLIC;

-- One data key for each person, wrapped by the master key. Erasure empties wrapped_key.
CREATE TABLE person_keys (
  id uuid PRIMARY KEY,
  wrapped_key bytea,
  master_key_id text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  destroyed_at timestamptz,
  CHECK ((wrapped_key IS NULL) = (destroyed_at IS NOT NULL))
);

CREATE TABLE customers (
  id uuid PRIMARY KEY,
  key_id uuid NOT NULL REFERENCES person_keys (id),
  name_sealed bytea,
  email_sealed bytea,
  created_at timestamptz NOT NULL DEFAULT now(),
  merged_into uuid REFERENCES customers (id),
  erased_at timestamptz,
  CHECK (merged_into IS DISTINCT FROM id)
);
CREATE INDEX customers_key ON customers (key_id);

-- Where a person can be reached. blind_index is a keyed hash for exact search; erasure empties it.
CREATE TABLE customer_addresses (
  id uuid PRIMARY KEY,
  customer_id uuid NOT NULL REFERENCES customers (id),
  kind text NOT NULL CHECK (kind IN ('phone', 'whatsapp', 'email', 'chat')),
  blind_index bytea CHECK (length(blind_index) = 32),
  value_sealed bytea,
  -- the same hash as in opt_outs, so that one join tells; erasure empties it
  opt_out_hash bytea CHECK (length(opt_out_hash) = 32),
  created_at timestamptz NOT NULL DEFAULT now(),
  UNIQUE (kind, blind_index)
);
CREATE INDEX customer_addresses_customer ON customer_addresses (customer_id);

-- The hold is this row: while pending_terms or confirmed it occupies a chef over `busy` (set-up, table and both drives).
CREATE TABLE bookings (
  id uuid PRIMARY KEY,
  customer_id uuid NOT NULL REFERENCES customers (id),
  source text NOT NULL CHECK (source IN ('web', 'phone', 'sms', 'whatsapp', 'ai_chat', 'email', 'in_person')),
  status text NOT NULL CHECK (status IN ('pending_terms', 'confirmed', 'cancelled', 'expired', 'completed')),
  version integer NOT NULL DEFAULT 1 CHECK (version > 0),
  event_date date NOT NULL,
  event_time time NOT NULL,
  time_zone text NOT NULL,
  starts_at timestamptz NOT NULL,
  busy tstzrange NOT NULL CHECK (NOT isempty(busy) AND busy @> starts_at),
  chef smallint NOT NULL CHECK (chef > 0),
  adults smallint NOT NULL CHECK (adults >= 0),
  children smallint NOT NULL DEFAULT 0 CHECK (children >= 0),
  infants smallint NOT NULL DEFAULT 0 CHECK (infants >= 0),
  -- name, address, coordinates, menu, dietary needs: one sealed JSON document
  details_sealed bytea,
  quote jsonb NOT NULL,
  total_cents integer NOT NULL CHECK (total_cents >= 0),
  deposit_cents integer NOT NULL CHECK (deposit_cents >= 0 AND deposit_cents <= total_cents),
  deposit_deadline timestamptz,
  deposit_paid_at timestamptz,
  hold_expires_at timestamptz,
  confirmed_at timestamptz,
  ended_reason text,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  CHECK (adults + children + infants > 0),
  CHECK (status <> 'pending_terms' OR hold_expires_at IS NOT NULL),
  CHECK ((status IN ('confirmed', 'completed')) <= (confirmed_at IS NOT NULL)),
  CONSTRAINT a_chef_is_in_one_place EXCLUDE USING gist (chef WITH =, busy WITH &&) WHERE (status IN ('pending_terms', 'confirmed'))
);
CREATE INDEX bookings_customer ON bookings (customer_id, created_at DESC);
CREATE INDEX bookings_starts_at ON bookings (starts_at) WHERE status IN ('pending_terms', 'confirmed');
CREATE INDEX bookings_source ON bookings (source);

GRANT SELECT, INSERT, UPDATE ON person_keys, customers, customer_addresses, bookings TO app;
