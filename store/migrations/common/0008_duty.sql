-- Recurring duties, who may see them, and the tasks they made.

CREATE TABLE duty (
    id UUID NOT NULL PRIMARY KEY,
    version BIGINT NOT NULL,
    province TEXT NOT NULL,
    owner UUID NOT NULL REFERENCES agency (id),
    lead UUID NOT NULL REFERENCES agency (id),
    state TEXT NOT NULL CHECK (state IN ('active', 'stopped', 'ended')),
    title TEXT NOT NULL,
    -- The whole duty as JSON; the columns are what lists and checks need of it.
    body JSONB NOT NULL
);
CREATE INDEX duty_province ON duty (province, id);

-- The agencies that take part in a duty or stand above one that does.
CREATE TABLE duty_party (
    duty UUID NOT NULL REFERENCES duty (id),
    agency UUID NOT NULL REFERENCES agency (id),
    PRIMARY KEY (agency, duty)
);
CREATE INDEX duty_party_duty ON duty_party (duty);

-- A period has its task once.
CREATE TABLE duty_task (
    duty UUID NOT NULL REFERENCES duty (id),
    period_from DATE NOT NULL,
    period_to DATE NOT NULL,
    task UUID NOT NULL REFERENCES task (id),
    PRIMARY KEY (duty, period_from),
    UNIQUE (task)
);
