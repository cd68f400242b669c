-- Consent to texts about a booking: given or not, when, by which channel, the exact text shown, the IP where there is one.
ALTER TABLE bookings
  ADD COLUMN sms_consent boolean,
  ADD COLUMN sms_consent_at timestamptz,
  ADD COLUMN sms_consent_channel text CHECK (sms_consent_channel IN ('web', 'phone', 'sms', 'whatsapp', 'ai_chat', 'email', 'in_person')),
  ADD COLUMN sms_consent_text text,
  ADD COLUMN sms_consent_ip_sealed bytea,
  ADD CONSTRAINT sms_consent_is_whole CHECK (sms_consent IS NULL
    OR (sms_consent_at IS NOT NULL AND sms_consent_channel IS NOT NULL AND sms_consent_text IS NOT NULL));
