-- A SQLite file has one server, whose own commits tell its reader that the log has grown: nothing to do here.
SELECT 1;
