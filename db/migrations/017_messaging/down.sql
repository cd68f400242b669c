DROP VIEW sms_tracking;
DROP TABLE provider_state, webhook_logs, opt_outs, send_buckets, outbox;
