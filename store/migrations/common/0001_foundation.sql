-- Units, agencies, positions and people.

CREATE TABLE area (
    code TEXT NOT NULL,
    valid_from DATE NOT NULL,
    valid_to DATE,
    level TEXT NOT NULL CHECK (level IN ('province', 'district', 'commune')),
    kind TEXT NOT NULL,
    name_vi TEXT NOT NULL,
    name_en TEXT NOT NULL,
    parent TEXT,
    province TEXT NOT NULL,
    is_border BOOLEAN NOT NULL,
    lat DOUBLE PRECISION,
    lon DOUBLE PRECISION,
    search_text TEXT NOT NULL,
    sort_key TEXT NOT NULL,
    PRIMARY KEY (code, valid_from)
);
CREATE INDEX area_province ON area (province, level, valid_from);
CREATE INDEX area_parent ON area (parent, level, valid_from);

CREATE TABLE area_succession (
    effective DATE NOT NULL,
    instrument TEXT NOT NULL,
    from_code TEXT NOT NULL,
    to_code TEXT NOT NULL,
    share TEXT NOT NULL CHECK (share IN ('whole', 'main_part', 'part')),
    PRIMARY KEY (effective, from_code, to_code)
);
CREATE INDEX area_succession_to ON area_succession (to_code, effective);

CREATE TABLE agency (
    id UUID NOT NULL PRIMARY KEY,
    code TEXT NOT NULL,
    name_vi TEXT NOT NULL,
    name_en TEXT NOT NULL,
    short_vi TEXT NOT NULL,
    short_en TEXT NOT NULL,
    aliases JSONB NOT NULL,
    groups JSONB NOT NULL,
    sector TEXT NOT NULL,
    level TEXT NOT NULL CHECK (level IN ('central', 'province', 'district', 'commune')),
    province TEXT NOT NULL,
    area TEXT,
    parent UUID REFERENCES agency (id),
    valid_from DATE,
    valid_to DATE,
    sort_key TEXT NOT NULL,
    UNIQUE (code)
);
CREATE INDEX agency_province ON agency (province);
CREATE INDEX agency_parent ON agency (parent);

CREATE TABLE agency_succession (
    from_agency UUID NOT NULL REFERENCES agency (id),
    to_agency UUID NOT NULL REFERENCES agency (id),
    effective DATE NOT NULL,
    what_vi TEXT NOT NULL,
    what_en TEXT NOT NULL,
    source TEXT NOT NULL,
    PRIMARY KEY (from_agency, to_agency, effective)
);

CREATE TABLE position (
    id UUID NOT NULL PRIMARY KEY,
    agency UUID NOT NULL REFERENCES agency (id),
    role TEXT NOT NULL,
    title_vi TEXT NOT NULL,
    title_en TEXT NOT NULL,
    valid_from DATE,
    valid_to DATE
);
CREATE INDEX position_agency ON position (agency);

CREATE TABLE account (
    id UUID NOT NULL PRIMARY KEY,
    login TEXT NOT NULL,
    full_name TEXT NOT NULL,
    password_hash TEXT NOT NULL,
    language TEXT NOT NULL CHECK (language IN ('vi', 'en')),
    is_demo BOOLEAN NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    closed_at TIMESTAMPTZ,
    UNIQUE (login)
);

-- Who holds a position, from a day and up to (not on) another; acting_for names the position that is
-- represented for that time.
CREATE TABLE holding (
    id UUID NOT NULL PRIMARY KEY,
    account UUID NOT NULL REFERENCES account (id),
    position UUID NOT NULL REFERENCES position (id),
    acting_for UUID REFERENCES position (id),
    valid_from DATE,
    valid_to DATE,
    revoked_at TIMESTAMPTZ
);
CREATE INDEX holding_account ON holding (account);
CREATE INDEX holding_position ON holding (position);

CREATE TABLE session (
    id UUID NOT NULL PRIMARY KEY,
    -- SHA-256 of the cookie's 256 random bits, in hex.
    token_hash TEXT NOT NULL,
    account UUID NOT NULL REFERENCES account (id),
    holding UUID NOT NULL REFERENCES holding (id),
    created_at TIMESTAMPTZ NOT NULL,
    last_seen_at TIMESTAMPTZ NOT NULL,
    expires_at TIMESTAMPTZ NOT NULL,
    user_agent TEXT NOT NULL,
    UNIQUE (token_hash)
);
CREATE INDEX session_account ON session (account);

-- Failed sign-ins by login as typed (folded), known or not, so that both are slowed alike.
CREATE TABLE sign_in_failure (
    login TEXT NOT NULL PRIMARY KEY,
    failures BIGINT NOT NULL,
    last_at TIMESTAMPTZ NOT NULL,
    locked_until TIMESTAMPTZ
);

-- What a person typed into a form that was refused, kept for the next page where there is no script.
CREATE TABLE kept_form (
    id UUID NOT NULL PRIMARY KEY,
    session UUID NOT NULL REFERENCES session (id) ON DELETE CASCADE,
    content JSONB NOT NULL,
    kept_at TIMESTAMPTZ NOT NULL
);
CREATE INDEX kept_form_session ON kept_form (session);
