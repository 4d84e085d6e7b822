-- Days late by agency, and the obstacles of tasks. After this migration `lachan rebuild` counts what was finished
-- and lists what was raised before.

-- What rankings count of finished tasks: domain/src/attribution.rs.
CREATE TABLE lateness (
    agency UUID NOT NULL REFERENCES agency (id),
    province TEXT NOT NULL,
    finished BIGINT NOT NULL,
    on_time BIGINT NOT NULL,
    on_time_original BIGINT NOT NULL,
    gross_days BIGINT NOT NULL,
    net_days BIGINT NOT NULL,
    fair_days BIGINT NOT NULL,
    PRIMARY KEY (agency, province)
);
CREATE INDEX lateness_province ON lateness (province);

-- A copy of what the list of obstacles needs of each task.
CREATE TABLE obstacle (
    task UUID NOT NULL REFERENCES task (id),
    number BIGINT NOT NULL,
    province TEXT NOT NULL,
    what TEXT NOT NULL,
    raised_by UUID NOT NULL REFERENCES agency (id),
    raised_on DATE NOT NULL,
    addressed_to UUID REFERENCES agency (id),
    due DATE,
    -- The day by which it must be removed, or the last of days: the order of the list.
    sort_due DATE NOT NULL,
    escalations BIGINT NOT NULL,
    resolved_on DATE,
    -- Not removed, and work is still owed on its task.
    is_open BOOLEAN NOT NULL,
    PRIMARY KEY (task, number)
);
CREATE INDEX obstacle_everywhere ON obstacle (is_open, sort_due, task, number);
CREATE INDEX obstacle_province ON obstacle (province, is_open, sort_due, task, number);

-- Who may see it: the agencies of task_party, so that the list of one agency is read from one index.
CREATE TABLE obstacle_party (
    agency UUID NOT NULL REFERENCES agency (id),
    task UUID NOT NULL REFERENCES task (id),
    number BIGINT NOT NULL,
    is_open BOOLEAN NOT NULL,
    sort_due DATE NOT NULL,
    PRIMARY KEY (task, number, agency)
);
CREATE INDEX obstacle_party_list ON obstacle_party (agency, is_open, sort_due, task, number);
