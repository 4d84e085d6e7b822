-- Saved views of the list of tasks, and the reports of acts on many tasks.

-- What a filter is called, for the person who saved it or for the person's agency.
CREATE TABLE saved_view (
    id UUID NOT NULL PRIMARY KEY,
    -- Who saved it, and for which agency.
    account UUID NOT NULL REFERENCES account (id),
    agency UUID NOT NULL REFERENCES agency (id),
    is_shared BOOLEAN NOT NULL,
    version BIGINT NOT NULL,
    name TEXT NOT NULL,
    -- The name without accents and case: a person, and what an agency shares, has each name once.
    name_key TEXT NOT NULL,
    sort_key TEXT NOT NULL,
    -- The query of its address, as the list writes it.
    query TEXT NOT NULL
);
CREATE UNIQUE INDEX saved_view_own ON saved_view (account, agency, name_key) WHERE NOT is_shared;
CREATE UNIQUE INDEX saved_view_shared ON saved_view (agency, name_key) WHERE is_shared;

-- The answer to an act on many tasks, kept for who asked for it.
CREATE TABLE bulk_report (
    envelope UUID NOT NULL PRIMARY KEY,
    account UUID NOT NULL REFERENCES account (id),
    received_at TIMESTAMPTZ NOT NULL,
    body JSONB NOT NULL
);
CREATE INDEX bulk_report_age ON bulk_report (received_at);
