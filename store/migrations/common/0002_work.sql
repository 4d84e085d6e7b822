-- Directives, tasks, the log and the counters.

CREATE TABLE directive (
    id UUID NOT NULL PRIMARY KEY,
    version BIGINT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('draft', 'issued', 'discarded')),
    province TEXT NOT NULL,
    owner UUID NOT NULL REFERENCES agency (id),
    issuer UUID NOT NULL REFERENCES agency (id),
    number TEXT NOT NULL,
    symbol TEXT NOT NULL,
    kind TEXT NOT NULL,
    issued_on DATE NOT NULL,
    subject TEXT NOT NULL,
    urgency TEXT NOT NULL,
    -- The whole directive as JSON; the columns are what lists need of it.
    body JSONB NOT NULL,
    search_text TEXT NOT NULL
);
-- A discarded draft frees its number.
CREATE UNIQUE INDEX directive_reference ON directive (issuer, issued_on, number, symbol)
    WHERE state <> 'discarded';
CREATE INDEX directive_province ON directive (province, state, issued_on, id);
CREATE INDEX directive_owner ON directive (owner, state, issued_on, id);

-- Who may see a directive: the agencies of its tasks and those above them.
CREATE TABLE directive_party (
    directive UUID NOT NULL REFERENCES directive (id),
    agency UUID NOT NULL REFERENCES agency (id),
    issued_on DATE NOT NULL,
    is_lead BOOLEAN NOT NULL,
    is_coordinating BOOLEAN NOT NULL,
    is_superior BOOLEAN NOT NULL,
    PRIMARY KEY (directive, agency)
);
CREATE INDEX directive_party_agency ON directive_party (agency, issued_on, directive);

CREATE TABLE task (
    id UUID NOT NULL PRIMARY KEY,
    version BIGINT NOT NULL,
    directive UUID REFERENCES directive (id),
    clause UUID,
    province TEXT NOT NULL,
    issuer UUID NOT NULL REFERENCES agency (id),
    lead UUID NOT NULL REFERENCES agency (id),
    title TEXT NOT NULL,
    state TEXT NOT NULL,
    urgency TEXT NOT NULL,
    area TEXT,
    is_open BOOLEAN NOT NULL,
    original_due DATE,
    due DATE,
    -- The deadline, or the last of days: the order of every list.
    sort_due DATE NOT NULL,
    completed_on DATE,
    percent BIGINT NOT NULL,
    -- The whole task as JSON; the columns are what lists need of it.
    body JSONB NOT NULL,
    search_text TEXT NOT NULL
);
CREATE INDEX task_everywhere ON task (is_open, sort_due, id);
CREATE INDEX task_province ON task (province, is_open, sort_due, id);
CREATE INDEX task_lead ON task (lead, is_open, sort_due, id);
CREATE INDEX task_directive ON task (directive, sort_due, id);
CREATE INDEX task_area ON task (area, is_open, sort_due, id);
CREATE INDEX task_due ON task (sort_due, is_open);
CREATE INDEX task_newest ON task (is_open, id);
CREATE INDEX task_province_newest ON task (province, is_open, id);

-- The agencies of a task, with what waits for each; carries the order of the lists, so that the list of
-- one agency is read from one index.
CREATE TABLE task_party (
    task UUID NOT NULL REFERENCES task (id),
    agency UUID NOT NULL REFERENCES agency (id),
    is_issuer BOOLEAN NOT NULL,
    is_lead BOOLEAN NOT NULL,
    is_coordinating BOOLEAN NOT NULL,
    is_superior BOOLEAN NOT NULL,
    is_open BOOLEAN NOT NULL,
    sort_due DATE NOT NULL,
    -- What the agency must do next; none where it waits for others.
    waits_for TEXT,
    -- By when it must do it, or the last of days.
    waits_until DATE NOT NULL,
    PRIMARY KEY (task, agency)
);
CREATE INDEX task_party_list ON task_party (agency, is_open, sort_due, task);
CREATE INDEX task_party_newest ON task_party (agency, is_open, task);
CREATE INDEX task_party_waiting ON task_party (agency, waits_until, task) WHERE waits_for IS NOT NULL;

CREATE TABLE log_entry (
    seq BIGINT NOT NULL PRIMARY KEY,
    subject_kind TEXT NOT NULL,
    subject_id UUID NOT NULL,
    subject_seq BIGINT NOT NULL,
    envelope UUID NOT NULL,
    account UUID NOT NULL,
    position UUID NOT NULL,
    acting_for UUID,
    agency UUID NOT NULL,
    made_at TIMESTAMPTZ NOT NULL,
    received_at TIMESTAMPTZ NOT NULL,
    verb TEXT NOT NULL,
    payload TEXT NOT NULL,
    prev_hash TEXT NOT NULL,
    hash TEXT NOT NULL,
    UNIQUE (subject_id, subject_seq)
);

-- The last place taken in the log. Taking the next one locks this row until commit, so the order of the
-- log is the order of commits and has no gaps (docs/adr/0002-one-command-path-and-one-log.md).
CREATE TABLE log_head (
    id BIGINT NOT NULL PRIMARY KEY CHECK (id = 1),
    seq BIGINT NOT NULL
);
INSERT INTO log_head (id, seq) VALUES (1, 0);

CREATE TABLE receipt (
    envelope UUID NOT NULL PRIMARY KEY,
    account UUID NOT NULL,
    version BIGINT NOT NULL,
    received_at TIMESTAMPTZ NOT NULL
);

CREATE TABLE tally (
    dimension TEXT NOT NULL,
    item TEXT NOT NULL,
    bucket TEXT NOT NULL,
    province TEXT NOT NULL,
    tasks BIGINT NOT NULL,
    PRIMARY KEY (dimension, item, province, bucket)
);
CREATE INDEX tally_province ON tally (province, dimension);

-- The day as of which the counters stand.
CREATE TABLE tally_clock (
    id BIGINT NOT NULL PRIMARY KEY CHECK (id = 1),
    as_of DATE NOT NULL
);
INSERT INTO tally_clock (id, as_of) VALUES (1, '1900-01-01');

-- What is known of a border commune on a day, and from which document.
CREATE TABLE commune_standing (
    code TEXT NOT NULL,
    valid_from DATE NOT NULL,
    as_of DATE NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('basically_meets', 'not_yet')),
    source TEXT NOT NULL,
    is_demo BOOLEAN NOT NULL,
    note_vi TEXT NOT NULL,
    note_en TEXT NOT NULL,
    PRIMARY KEY (code, valid_from, as_of)
);
