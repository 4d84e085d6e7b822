-- Accounts as administrators keep them: through the log, by version.

-- The number of the account's entries in the log; none was written for what is older.
ALTER TABLE account ADD COLUMN version BIGINT NOT NULL DEFAULT 0;
-- Whose administrator keeps it: of the first position held.
ALTER TABLE account ADD COLUMN province TEXT;
-- First day on which it is closed.
ALTER TABLE account ADD COLUMN closes_on DATE;
-- Folded names; empty where they were never looked for.
ALTER TABLE account ADD COLUMN search_text TEXT NOT NULL DEFAULT '';
UPDATE account SET province = (
    SELECT a.province FROM holding h JOIN position p ON p.id = h.position JOIN agency a ON a.id = p.agency
    WHERE h.account = account.id ORDER BY h.id LIMIT 1);
CREATE INDEX account_province ON account (province, login);
CREATE INDEX account_unsearchable ON account (id) WHERE search_text = '';

-- By which the owner of an account sets a password, once. SHA-256 of 256 random bits, in hex.
CREATE TABLE password_link (
    account UUID NOT NULL PRIMARY KEY REFERENCES account (id),
    token_hash TEXT NOT NULL,
    expires_at TIMESTAMPTZ NOT NULL,
    UNIQUE (token_hash)
);
