ALTER TABLE bookings
  DROP CONSTRAINT sms_consent_is_whole,
  DROP COLUMN sms_consent, DROP COLUMN sms_consent_at, DROP COLUMN sms_consent_channel,
  DROP COLUMN sms_consent_text, DROP COLUMN sms_consent_ip_sealed;
