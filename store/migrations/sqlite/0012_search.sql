-- What search finds, with the tokens of domain::search; the index keeps no copy and no positions.

CREATE TABLE search_doc (
    doc INTEGER NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,
    -- What it is among its kind: an id, with the number of the comment or file behind a dot; code and day of an area.
    item TEXT NOT NULL,
    -- The task or directive whose parties may see it; none for areas.
    owner BLOB,
    scope TEXT NOT NULL,
    words TEXT NOT NULL,
    shown TEXT NOT NULL,
    UNIQUE (kind, item)
);
CREATE INDEX search_doc_owner ON search_doc (owner);

CREATE VIRTUAL TABLE search_index USING fts5(
    scope, words, content='search_doc', content_rowid='doc', tokenize='ascii', detail=none, columnsize=0
);

CREATE TRIGGER search_doc_added AFTER INSERT ON search_doc BEGIN
    INSERT INTO search_index (rowid, scope, words) VALUES (new.doc, new.scope, new.words);
END;
CREATE TRIGGER search_doc_removed AFTER DELETE ON search_doc BEGIN
    INSERT INTO search_index (search_index, rowid, scope, words)
    VALUES ('delete', old.doc, old.scope, old.words);
END;
CREATE TRIGGER search_doc_changed AFTER UPDATE OF scope, words ON search_doc BEGIN
    INSERT INTO search_index (search_index, rowid, scope, words)
    VALUES ('delete', old.doc, old.scope, old.words);
    INSERT INTO search_index (rowid, scope, words) VALUES (new.doc, new.scope, new.words);
END;
