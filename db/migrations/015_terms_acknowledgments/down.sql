ALTER TABLE bookings
  DROP CONSTRAINT confirmed_needs_a_ground,
  DROP COLUMN acknowledgment_id, DROP COLUMN confirmed_by_staff, DROP COLUMN waiver_id;
DROP TABLE terms_checks, terms_acknowledgments, terms_challenges, evidence_entries;
