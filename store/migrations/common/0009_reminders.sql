-- Rungs of the ladder for some of an agency, read state of each person, e-mail.

-- A table's checks cannot be changed on SQLite, so it is made anew. Which kinds there are is said by
-- domain::job::Rung alone.
CREATE TABLE notification_kept AS
    SELECT id, agency, task, kind, due, created_at, read_at FROM notification;
DROP TABLE notification;
CREATE TABLE notification (
    id UUID NOT NULL PRIMARY KEY,
    agency UUID NOT NULL REFERENCES agency (id),
    task UUID NOT NULL REFERENCES task (id),
    kind TEXT NOT NULL,
    -- The deadline that it is about: a moved deadline is a new occasion.
    due DATE NOT NULL,
    -- Only for those of the agency in that role, or in that position.
    role TEXT,
    position UUID REFERENCES position (id),
    created_at TIMESTAMPTZ NOT NULL,
    UNIQUE (agency, task, kind, due)
);
INSERT INTO notification (id, agency, task, kind, due, created_at)
    SELECT id, agency, task, kind, due, created_at FROM notification_kept;
CREATE INDEX notification_newest ON notification (agency, id);

-- What a person has not read of what one of the person's agencies was told. The row goes when it is read,
-- so that counting costs what there is to count.
CREATE TABLE notification_unread (
    account UUID NOT NULL REFERENCES account (id),
    agency UUID NOT NULL REFERENCES agency (id),
    notification UUID NOT NULL REFERENCES notification (id),
    PRIMARY KEY (account, agency, notification)
);
INSERT INTO notification_unread (account, agency, notification)
    SELECT DISTINCT h.account, k.agency, k.id FROM notification_kept k
    JOIN position p ON p.agency = k.agency JOIN holding h ON h.position = p.id
    WHERE k.read_at IS NULL AND h.revoked_at IS NULL;
DROP TABLE notification_kept;

-- What a person wants to be sent by e-mail; none where there is no row.
CREATE TABLE mail_preference (
    account UUID NOT NULL PRIMARY KEY REFERENCES account (id),
    address TEXT NOT NULL,
    mode TEXT NOT NULL CHECK (mode IN ('none', 'single', 'digest')),
    language TEXT NOT NULL CHECK (language IN ('vi', 'en')),
    -- When the last digest was sent.
    digested_at TIMESTAMPTZ
);
CREATE INDEX mail_preference_digest ON mail_preference (account) WHERE mode = 'digest';

-- Whose administrator sees the job where it fails.
ALTER TABLE job ADD COLUMN province TEXT;
CREATE INDEX job_mail_due ON job (run_at, job_key) WHERE attempts < 10 AND kind IN ('mail', 'digest');
CREATE INDEX job_mail_failing ON job (province, job_key)
    WHERE last_error IS NOT NULL AND kind IN ('mail', 'digest');
