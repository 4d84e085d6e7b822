-- Who came to which door: reads of single records, exports, signing in, refusals. What was changed stands in the log.

CREATE TABLE access_entry (
    id UUID NOT NULL PRIMARY KEY,
    at TIMESTAMPTZ NOT NULL,
    kind TEXT NOT NULL,
    account UUID,
    position UUID,
    acting_for UUID,
    agency UUID,
    subject_kind TEXT,
    subject_id UUID,
    address TEXT NOT NULL,
    door TEXT NOT NULL
);
CREATE INDEX access_entry_time ON access_entry (at, id);
CREATE INDEX access_entry_account ON access_entry (account, at, id);
CREATE INDEX access_entry_agency ON access_entry (agency, at, id);
CREATE INDEX access_entry_subject ON access_entry (subject_id, at, id);

CREATE INDEX log_entry_time ON log_entry (received_at, seq);
CREATE INDEX log_entry_account ON log_entry (account, received_at, seq);
