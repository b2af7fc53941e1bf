CREATE TABLE account_link (
    connector TEXT NOT NULL,
    subject TEXT NOT NULL CHECK (subject <> ''),
    remote_id TEXT NOT NULL CHECK (remote_id <> ''),
    remote_name TEXT NOT NULL,
    digest TEXT NOT NULL,
    confirmed_at BIGINT NOT NULL,
    PRIMARY KEY (connector, subject)
);

CREATE TABLE delivery (
    position INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    login BIGINT NOT NULL REFERENCES login (position),
    connector TEXT NOT NULL,
    subject TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN
        ('queued', 'sending', 'succeeded', 'unchanged', 'skipped', 'superseded', 'dead')),
    is_next BIGINT NOT NULL CHECK (is_next IN (0, 1)),
    attempt BIGINT NOT NULL DEFAULT 0 CHECK (attempt >= 0),
    doubtful BIGINT NOT NULL DEFAULT 0 CHECK (doubtful IN (0, 1)),
    due_at BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,
    reason TEXT,
    code TEXT,
    superseded_by BIGINT REFERENCES login (position),
    UNIQUE (login, connector),
    CHECK (is_next = 0 OR status IN ('queued', 'sending')),
    CHECK (status <> 'sending' OR is_next = 1),
    CHECK ((superseded_by IS NOT NULL) = (status = 'superseded'))
);

CREATE TABLE login (
    position INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    trigger_name TEXT NOT NULL,
    event_id TEXT NOT NULL CHECK (event_id <> ''),
    occurred_at BIGINT,
    received_at BIGINT NOT NULL,
    application TEXT NOT NULL,
    connection TEXT NOT NULL,
    subject TEXT NOT NULL CHECK (subject <> ''),
    attributes TEXT NOT NULL,
    UNIQUE (trigger_name, event_id)
);

CREATE TABLE resource (
    kind TEXT NOT NULL CHECK (kind IN ('Connection', 'OutboundConnector', 'LoginFlow', 'LoginTrigger')),
    name TEXT NOT NULL CHECK (name <> ''),
    owner TEXT NOT NULL,
    body TEXT,
    applied TEXT,
    revision BIGINT REFERENCES revision (number),
    changed_at BIGINT NOT NULL,
    changed_by TEXT NOT NULL,
    changed_through TEXT NOT NULL,
    PRIMARY KEY (kind, name),
    CHECK (body IS NOT NULL OR applied IS NOT NULL),
    CHECK ((applied IS NULL) = (revision IS NULL))
);

CREATE TABLE revision (
    number BIGINT NOT NULL PRIMARY KEY CHECK (number >= 1),
    owner TEXT NOT NULL,
    changed_at BIGINT NOT NULL,
    changed_by TEXT NOT NULL,
    changed_through TEXT NOT NULL,
    digest TEXT NOT NULL,
    plan TEXT NOT NULL,
    created BIGINT NOT NULL CHECK (created >= 0),
    updated BIGINT NOT NULL CHECK (updated >= 0),
    deleted BIGINT NOT NULL CHECK (deleted >= 0),
    unchanged BIGINT NOT NULL CHECK (unchanged >= 0),
    note TEXT
);

CREATE TABLE schema_migration (
    version BIGINT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL
);

CREATE TABLE state (
    singleton BIGINT NOT NULL PRIMARY KEY CHECK (singleton = 1),
    serial BIGINT NOT NULL CHECK (serial >= 0)
);

CREATE UNIQUE INDEX account_link_remote ON account_link (connector, remote_id);

CREATE INDEX delivery_due ON delivery (connector, due_at, position) WHERE is_next = 1;

CREATE UNIQUE INDEX delivery_next ON delivery (connector, subject) WHERE is_next = 1;

CREATE INDEX delivery_open ON delivery (connector, subject, position) WHERE status IN ('queued', 'sending');

CREATE INDEX delivery_status ON delivery (connector, status);

CREATE INDEX delivery_superseded_by ON delivery (superseded_by) WHERE superseded_by IS NOT NULL;
