-- Mentions in comments, and files attached to tasks.

-- A position was mentioned in a comment; told once per comment, however often it is edited.
CREATE TABLE mention (
    id UUID NOT NULL PRIMARY KEY,
    position UUID NOT NULL REFERENCES position (id),
    -- The agency of the position when it was mentioned: it must still take part in the task.
    agency UUID NOT NULL REFERENCES agency (id),
    task UUID NOT NULL REFERENCES task (id),
    comment BIGINT NOT NULL,
    by_position UUID NOT NULL REFERENCES position (id),
    created_at TIMESTAMPTZ NOT NULL,
    read_at TIMESTAMPTZ,
    UNIQUE (position, task, comment)
);
CREATE INDEX mention_newest ON mention (position, id);
CREATE INDEX mention_unread ON mention (position, id) WHERE read_at IS NULL;

-- Content in the store of files, once per hash. One that is dropped waits for its object to be deleted; the
-- same bytes uploaded meanwhile are another content with an object of its own, so that no deletion can
-- take what somebody just stored.
CREATE TABLE content (
    id UUID NOT NULL PRIMARY KEY,
    -- SHA-256 in hex.
    sha256 TEXT NOT NULL,
    size BIGINT NOT NULL,
    media TEXT NOT NULL,
    has_picture BOOLEAN NOT NULL,
    -- When it was last uploaded.
    touched_at TIMESTAMPTZ NOT NULL,
    is_dropped BOOLEAN NOT NULL
);
CREATE UNIQUE INDEX content_sha256 ON content (sha256) WHERE is_dropped = FALSE;
CREATE INDEX content_touched ON content (touched_at) WHERE is_dropped = FALSE;
CREATE INDEX content_dropped ON content (id) WHERE is_dropped = TRUE;

-- A file uploaded for a task; evidence only once a command attached it.
CREATE TABLE attachment (
    id UUID NOT NULL PRIMARY KEY,
    task UUID NOT NULL REFERENCES task (id),
    position UUID NOT NULL REFERENCES position (id),
    name TEXT NOT NULL,
    -- None once the file is withdrawn.
    content UUID REFERENCES content (id),
    uploaded_at TIMESTAMPTZ NOT NULL,
    attached_at TIMESTAMPTZ
);
CREATE INDEX attachment_content ON attachment (content);
CREATE INDEX attachment_loose ON attachment (uploaded_at) WHERE attached_at IS NULL;
