-- Sub-tasks: their parent, what is kept of them, and groups of agencies to which is delegated.

ALTER TABLE task ADD COLUMN parent UUID REFERENCES task (id);
-- The order of the list of sub-tasks: what is open first, by deadline.
CREATE INDEX task_children ON task (parent, is_open DESC, sort_due, id) WHERE parent IS NOT NULL;

-- The sums of domain/src/rollup.rs, changed in the transaction of each sub-task's step.
CREATE TABLE task_rollup (
    task UUID NOT NULL PRIMARY KEY REFERENCES task (id),
    children BIGINT NOT NULL,
    open BIGINT NOT NULL,
    required BIGINT NOT NULL,
    required_open BIGINT NOT NULL,
    weight BIGINT NOT NULL,
    weight_done BIGINT NOT NULL,
    target BIGINT NOT NULL,
    measured BIGINT NOT NULL
);

CREATE TABLE agency_group (
    id UUID NOT NULL PRIMARY KEY,
    -- The agency that saved it and alone uses it.
    owner UUID NOT NULL REFERENCES agency (id),
    version BIGINT NOT NULL,
    name TEXT NOT NULL,
    -- The name without accents and case: an agency has each name once.
    name_key TEXT NOT NULL,
    -- Ids of the members, as JSON.
    members JSONB NOT NULL,
    sort_key TEXT NOT NULL,
    UNIQUE (owner, name_key)
);
