-- Work that waits for its hour, and what agencies are told.

-- A job is added in the transaction of the command that asks for it and goes in the transaction that does
-- it. Its key names what is to be done, so that the same is never waiting twice.
CREATE TABLE job (
    job_key TEXT NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,
    body JSONB NOT NULL,
    run_at TIMESTAMPTZ NOT NULL,
    -- Counted when a worker takes it, so that one that kills its worker is given up, too.
    attempts BIGINT NOT NULL,
    leased_until TIMESTAMPTZ,
    last_error TEXT,
    created_at TIMESTAMPTZ NOT NULL
);
-- Ten tries, then a person must look: store/src/job.rs.
CREATE INDEX job_due ON job (run_at, job_key) WHERE attempts < 10;
CREATE INDEX job_given_up ON job (job_key) WHERE attempts >= 10;

CREATE TABLE notification (
    id UUID NOT NULL PRIMARY KEY,
    agency UUID NOT NULL REFERENCES agency (id),
    task UUID NOT NULL REFERENCES task (id),
    kind TEXT NOT NULL CHECK (kind IN ('due_soon', 'due_today', 'overdue')),
    -- The deadline that it is about: a moved deadline is a new occasion.
    due DATE NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    read_at TIMESTAMPTZ,
    UNIQUE (agency, task, kind, due)
);
CREATE INDEX notification_newest ON notification (agency, id);
CREATE INDEX notification_unread ON notification (agency, id) WHERE read_at IS NULL;
