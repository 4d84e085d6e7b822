-- What an installation remembers of itself, such as how far the clock of a demonstration is moved.

CREATE TABLE setting (
    name TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
);
