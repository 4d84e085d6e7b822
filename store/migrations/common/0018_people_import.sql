-- Tables of people that were uploaded and wait for their confirmation, and what they led to.

CREATE TABLE people_import (
    id UUID NOT NULL PRIMARY KEY,
    -- Who uploaded it; nobody else sees it.
    account UUID NOT NULL REFERENCES account (id),
    kept_at TIMESTAMPTZ NOT NULL,
    body JSONB NOT NULL
);
CREATE INDEX people_import_age ON people_import (kept_at);
