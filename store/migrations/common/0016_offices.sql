-- Agencies as administrators keep them: through the log, by version.

-- The number of the agency's entries in the log; none was written for what is older.
ALTER TABLE agency ADD COLUMN version BIGINT NOT NULL DEFAULT 0;
CREATE INDEX agency_code_of_province ON agency (province, code);
