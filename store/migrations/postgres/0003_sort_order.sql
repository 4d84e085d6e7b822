-- Sort keys are compared byte by byte, as SQLite does; a cluster's own language would order them anew.

ALTER TABLE area ALTER COLUMN sort_key TYPE TEXT COLLATE "C";
ALTER TABLE agency ALTER COLUMN sort_key TYPE TEXT COLLATE "C";
