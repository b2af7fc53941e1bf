CREATE TABLE "account_link" (
    connector TEXT NOT NULL,
    subject TEXT NOT NULL CHECK (subject <> ''),
    state TEXT NOT NULL CHECK (state IN ('active', 'deactivated', 'deleted')),
    remote_id TEXT CHECK (remote_id <> ''),
    remote_name TEXT NOT NULL,
    digest TEXT NOT NULL,
    as_of BIGINT NOT NULL,
    confirmed_at BIGINT NOT NULL,
    doubtful BIGINT NOT NULL DEFAULT 0 CHECK (doubtful IN (0, 1)),
    PRIMARY KEY (connector, subject),
    CHECK ((remote_id IS NULL) = (state = 'deleted'))
);

CREATE TABLE acknowledgement (
    kind TEXT NOT NULL CHECK (kind IN ('Connection', 'OutboundConnector', 'LoginFlow', 'LoginTrigger')),
    name TEXT NOT NULL CHECK (name <> ''),
    path TEXT NOT NULL,
    difference TEXT NOT NULL,
    reason TEXT NOT NULL CHECK (reason <> ''),
    until BIGINT NOT NULL,
    acknowledged_by TEXT NOT NULL,
    acknowledged_at BIGINT NOT NULL,
    PRIMARY KEY (kind, name, path)
);

CREATE TABLE connector_health (
    connector TEXT NOT NULL PRIMARY KEY,
    state TEXT NOT NULL CHECK (state IN ('open', 'halfOpen')),
    reason TEXT NOT NULL,
    code TEXT,
    since BIGINT NOT NULL,
    probe_at BIGINT NOT NULL,
    openings BIGINT NOT NULL CHECK (openings >= 1)
);

CREATE TABLE "delivery" (
    position INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    login BIGINT NOT NULL REFERENCES login (position),
    connector TEXT NOT NULL,
    subject TEXT NOT NULL,
    as_of BIGINT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('queued', 'sent', 'ambiguous', 'held',
        'succeeded', 'unchanged', 'skipped', 'superseded', 'dead')),
    is_next BIGINT NOT NULL CHECK (is_next IN (0, 1)),
    attempt BIGINT NOT NULL DEFAULT 0 CHECK (attempt >= 0),
    doubtful BIGINT NOT NULL DEFAULT 0 CHECK (doubtful IN (0, 1)),
    approved BIGINT NOT NULL DEFAULT 0 CHECK (approved IN (0, 1)),
    due_at BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,
    reason TEXT,
    code TEXT,
    trace TEXT,
    superseded_by BIGINT,
    UNIQUE (login, connector),
    CHECK (is_next = 0 OR status IN ('queued', 'sent', 'ambiguous', 'held')),
    CHECK (status <> 'sent' OR is_next = 1),
    CHECK (status <> 'ambiguous' OR doubtful = 1),
    CHECK ((superseded_by IS NOT NULL) = (status = 'superseded'))
);

CREATE TABLE ended_session (
    session TEXT NOT NULL PRIMARY KEY CHECK (session <> ''),
    expires_at BIGINT NOT NULL
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

CREATE TABLE removal (
    delivery BIGINT NOT NULL PRIMARY KEY,
    connector TEXT NOT NULL,
    removed_at BIGINT NOT NULL
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
, source TEXT, hash TEXT);

CREATE TABLE revision_write (
    revision BIGINT NOT NULL REFERENCES revision (number),
    kind TEXT NOT NULL CHECK (kind IN ('Connection', 'OutboundConnector', 'LoginFlow', 'LoginTrigger')),
    name TEXT NOT NULL CHECK (name <> ''),
    owner TEXT NOT NULL,
    body TEXT,
    renamed_from TEXT CHECK (renamed_from <> ''),
    PRIMARY KEY (kind, name, revision),
    CHECK (body IS NOT NULL OR renamed_from IS NULL)
);

CREATE TABLE schema_migration (
    version BIGINT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL
);

CREATE TABLE state (
    singleton BIGINT NOT NULL PRIMARY KEY CHECK (singleton = 1),
    serial BIGINT NOT NULL CHECK (serial >= 0)
, identity TEXT NOT NULL DEFAULT '', head TEXT NOT NULL DEFAULT '', kept_from BIGINT NOT NULL DEFAULT 0);

CREATE TABLE state_lock (
    singleton BIGINT NOT NULL PRIMARY KEY CHECK (singleton = 1),
    token TEXT NOT NULL CHECK (token <> ''),
    held_by TEXT NOT NULL,
    host TEXT NOT NULL,
    process BIGINT NOT NULL,
    purpose TEXT NOT NULL,
    acquired_at BIGINT NOT NULL,
    renewed_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);

CREATE UNIQUE INDEX account_link_remote ON account_link (connector, remote_id) WHERE remote_id IS NOT NULL;

CREATE INDEX account_link_tombstone ON account_link (connector) WHERE state <> 'active';

CREATE INDEX delivery_due ON delivery (connector, due_at, position) WHERE is_next = 1 AND status <> 'held';

CREATE UNIQUE INDEX delivery_next ON delivery (connector, subject) WHERE is_next = 1;

CREATE INDEX delivery_open ON delivery (connector, subject, position) WHERE status IN ('queued', 'sent', 'ambiguous', 'held');

CREATE INDEX delivery_waiting ON delivery (connector, status, position) WHERE status IN ('queued', 'sent', 'ambiguous', 'held', 'dead');

CREATE INDEX ended_session_expiry ON ended_session (expires_at);

CREATE INDEX removal_window ON removal (connector, removed_at);

CREATE INDEX revision_write_revision ON revision_write (revision);
