-- Tables of people or agencies that were uploaded and wait for their confirmation, and what they led to.

CREATE TABLE intake (
    id UUID NOT NULL PRIMARY KEY,
    -- Who uploaded it; nobody else sees it.
    account UUID NOT NULL REFERENCES account (id),
    kept_at TIMESTAMPTZ NOT NULL,
    body JSONB NOT NULL
);
CREATE INDEX intake_age ON intake (kept_at);
