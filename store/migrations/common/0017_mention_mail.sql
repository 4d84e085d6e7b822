-- Mentions are e-mailed, too.

DROP INDEX job_mail_due;
CREATE INDEX job_mail_due ON job (run_at, job_key)
    WHERE attempts < 10 AND kind IN ('mail', 'mention', 'digest');
DROP INDEX job_mail_failing;
CREATE INDEX job_mail_failing ON job (province, job_key)
    WHERE last_error IS NOT NULL AND kind IN ('mail', 'mention', 'digest');
