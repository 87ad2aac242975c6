-- The catalog: the record of everything. The index is made from it and can be thrown away.
-- Numbers are given once and never again; texts are UTF-8; blobs named zstd hold Zstandard frames with checksums, of UTF-8 or bytes.

CREATE TABLE meta (
    key   TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;
-- labels_sequence: the change after which a label of facet_values last became another one.
INSERT INTO meta (key, value) VALUES ('labels_sequence', '0');

-- Append-only. One row for each change of one document; its key is the catalog's sequence number.
CREATE TABLE log (
    sequence INTEGER PRIMARY KEY,
    at       TEXT    NOT NULL,           -- UTC, ISO 8601
    actor    TEXT    NOT NULL,
    action   TEXT    NOT NULL,
    document INTEGER,                    -- documents.number
    detail   TEXT    NOT NULL DEFAULT '{}'
) STRICT;
CREATE INDEX log_document ON log (document);

-- Files that documents came from. sha256 is of the file as stored and NULL until every document in it was stored;
-- options are what it was read with, because other options make other documents of the same bytes.
CREATE TABLE files (
    number    INTEGER PRIMARY KEY,
    path      TEXT    NOT NULL UNIQUE,
    size      INTEGER NOT NULL DEFAULT 0,
    mtime_ns  INTEGER NOT NULL DEFAULT 0,
    sha256    BLOB,
    options   TEXT    NOT NULL DEFAULT '',
    documents INTEGER NOT NULL DEFAULT 0
) STRICT;

-- One row a document, for ever. title, source, earliest and latest repeat the newest revision for look-ups.
CREATE TABLE documents (
    number      INTEGER PRIMARY KEY,
    id          TEXT    NOT NULL UNIQUE,
    file        INTEGER NOT NULL,
    version     INTEGER NOT NULL,
    revision    INTEGER NOT NULL,
    content_key BLOB    NOT NULL,        -- what makes two documents exact duplicates, of the newest version
    title       TEXT    NOT NULL,
    earliest    INTEGER,                 -- proleptic Gregorian ordinals, both or neither
    latest      INTEGER,
    removed_at  TEXT,                    -- UTC, ISO 8601; NULL for a live document
    reason      TEXT
) STRICT;
CREATE INDEX documents_content ON documents (content_key);
CREATE INDEX documents_title ON documents (title COLLATE NOCASE) WHERE removed_at IS NULL;
CREATE INDEX documents_earliest ON documents (earliest) WHERE removed_at IS NULL AND earliest IS NOT NULL;
CREATE INDEX documents_latest ON documents (latest) WHERE removed_at IS NULL AND latest IS NOT NULL;
CREATE INDEX documents_removed ON documents (removed_at) WHERE removed_at IS NOT NULL;

-- Documents whose content another document already has: recorded and linked, not indexed a second time.
CREATE TABLE duplicates (
    id          TEXT PRIMARY KEY,
    file        INTEGER NOT NULL,
    content_key BLOB    NOT NULL,
    document    INTEGER NOT NULL         -- documents.number of the one that has the content
) STRICT;
CREATE INDEX duplicates_document ON duplicates (document);

-- Content as read. key = documents.number * 65536 + version, so that a document's versions lie together.
CREATE TABLE versions (
    key      INTEGER PRIMARY KEY,
    revision INTEGER NOT NULL,           -- the newest one made from this version
    sha256   BLOB    NOT NULL,           -- of the bytes as read
    size     INTEGER NOT NULL,
    read_at  TEXT    NOT NULL,
    reading  INTEGER NOT NULL,           -- readings.number
    original BLOB    NOT NULL            -- zstd
) STRICT;

-- How versions were read: what is to be known, beside the original, to read it again. Few and shared.
CREATE TABLE readings (
    number INTEGER PRIMARY KEY,
    value  TEXT    NOT NULL UNIQUE       -- JSON
) STRICT;

-- What was made of a version: never changed. Every re-cleaning, edit or decision about a line makes a new one. Of each version
-- the newest is kept for ever, the others until a rebuild that begins when no search can ask for them any more.
CREATE TABLE revisions (
    revision    INTEGER PRIMARY KEY,
    document    INTEGER NOT NULL,
    version     INTEGER NOT NULL,
    fingerprint INTEGER NOT NULL,        -- fingerprints.number
    title       TEXT    NOT NULL,
    url         TEXT,
    earliest    INTEGER,
    latest      INTEGER,
    date_form   TEXT,                    -- precision, a blank, EDTF
    source      INTEGER NOT NULL,        -- facet_values.number, 0 unknown
    language    INTEGER NOT NULL,
    type        INTEGER NOT NULL,
    authors     TEXT,                    -- JSON list; NULL for none
    kept        BLOB,                    -- pairs of 32-bit code points; NULL when the whole body is kept
    entities    BLOB,                    -- triples of 32 bits: value number, mentions, kind; as decisions have them, so it changes
    body        BLOB    NOT NULL,        -- zstd
    other       BLOB,                    -- zstd; NULL for none
    detail      BLOB    NOT NULL         -- zstd of JSON with the body as dictionary
) STRICT;

-- What derived output depends on beside the content: versions of reader, cleaning, extraction, entities.
CREATE TABLE fingerprints (
    number INTEGER PRIMARY KEY,
    value  TEXT    NOT NULL UNIQUE
) STRICT;

-- One numbering for all values of all facets; 0 is "unknown" and has no row. documents counts live documents.
CREATE TABLE facet_values (
    number    INTEGER PRIMARY KEY,
    field     TEXT    NOT NULL,
    value     TEXT    NOT NULL,
    label     TEXT    NOT NULL,
    documents INTEGER NOT NULL DEFAULT 0,
    UNIQUE (field, value)
) STRICT;

-- Names by which a value is found. key is the folded surface; count its mentions in live documents;
-- named the live documents whose own name for the entity it is (the most frequent becomes the label).
CREATE TABLE aliases (
    key     TEXT    NOT NULL,
    number  INTEGER NOT NULL,
    surface TEXT    NOT NULL,
    count   INTEGER NOT NULL DEFAULT 0,
    named   INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (key, number, surface)
) STRICT, WITHOUT ROWID;
CREATE INDEX aliases_number ON aliases (number);

-- What an archivist decided, as it stands now; how it came about is in the log. field is date, source, title or
-- "line 7" (from 1); text the line it was about, by which it is found again when the content changed.
CREATE TABLE overrides (
    document INTEGER NOT NULL,
    field    TEXT    NOT NULL,
    value    TEXT    NOT NULL,
    reason   TEXT    NOT NULL,
    text     TEXT,
    PRIMARY KEY (document, field)
) STRICT, WITHOUT ROWID;

-- Documents whose lines are counted together: name is "source " and its value; where no source is known "folder " and
-- the folder, or empty. documents counts them; due is 0, 1 when members came, changed or went as line_changes has it, 2 when all
-- lines must be counted or members await judgment; rules says by which archivists' rules its members were last judged.
CREATE TABLE line_groups (
    number    INTEGER PRIMARY KEY,
    name      TEXT    NOT NULL UNIQUE,
    documents INTEGER NOT NULL DEFAULT 0,
    due       INTEGER NOT NULL DEFAULT 0,
    rules     TEXT    NOT NULL DEFAULT ''
) STRICT;

-- The lines of live documents that were cleaned (not of those given as clean), made from their revisions. levels and
-- rules are what the verdicts of that revision rest on: how often the lines repeat, and archivists' rules. counted is 0
-- until the lines are.
CREATE TABLE document_lines (
    document INTEGER PRIMARY KEY,
    member   INTEGER NOT NULL,           -- line_groups.number
    revision INTEGER NOT NULL,
    levels   INTEGER NOT NULL,           -- -1 not known
    rules    TEXT    NOT NULL,
    counted  INTEGER NOT NULL,
    keys     BLOB    NOT NULL            -- the lines' 64-bit keys, ascending, each once
) STRICT;
CREATE INDEX document_lines_member ON document_lines (member);

-- In how many documents of a group a line stands; those of one document are left out.
CREATE TABLE repeated_lines (
    member    INTEGER NOT NULL,          -- line_groups.number
    key       INTEGER NOT NULL,
    documents INTEGER NOT NULL,
    PRIMARY KEY (member, key)
) STRICT, WITHOUT ROWID;

-- How counts changed since they were made, where few documents did.
CREATE TABLE line_changes (
    member INTEGER NOT NULL,             -- line_groups.number
    key    INTEGER NOT NULL,
    change INTEGER NOT NULL,
    PRIMARY KEY (member, key)
) STRICT, WITHOUT ROWID;
-- learned_sequence: the last change that document_lines takes into account.
INSERT INTO meta (key, value) VALUES ('learned_sequence', '0');

-- What tells near copies apart from other texts: a sketch of the kept text of one revision (indexer/sketches.py). Derived, and
-- made anew for a document whose newest revision is another; made_by names what made it.
CREATE TABLE sketches (
    document INTEGER PRIMARY KEY,        -- documents.number
    revision INTEGER NOT NULL,
    made_by  INTEGER NOT NULL,           -- fingerprints.number
    sketch   BLOB                        -- 16-bit numbers; NULL for a text too short to tell
) STRICT;

-- Documents with nearly the same text, two or more of each cluster; derived from sketches. cluster is one of their numbers.
CREATE TABLE copies (
    document INTEGER PRIMARY KEY,
    cluster  INTEGER NOT NULL
) STRICT;
CREATE INDEX copies_cluster ON copies (cluster);

-- Decisions about entities, append-only, numbered from 1 without gaps; an undo is a decision like any other. rule names the rule
-- that decided and is empty for people; detail is JSON of what the action says. What follows from them stands in the tables
-- below, which are made from this one alone.
CREATE TABLE entity_decisions (
    number INTEGER PRIMARY KEY,
    at     TEXT NOT NULL,                -- UTC, ISO 8601
    actor  TEXT NOT NULL,
    why    TEXT NOT NULL,
    rule   TEXT NOT NULL,
    action TEXT NOT NULL,
    detail TEXT NOT NULL
) STRICT;
CREATE INDEX entity_decisions_action ON entity_decisions (action);

-- Which decisions name an entity.
CREATE TABLE entity_decided (
    entity TEXT    NOT NULL,
    number INTEGER NOT NULL,             -- entity_decisions.number
    PRIMARY KEY (entity, number)
) STRICT, WITHOUT ROWID;

-- What an entity is now, where that is not itself, and whether it is hidden; in single documents it may mean another one.
CREATE TABLE entity_now (
    entity    TEXT    PRIMARY KEY,
    canonical TEXT    NOT NULL,
    hidden    INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX entity_now_canonical ON entity_now (canonical);
CREATE TABLE entity_parts (
    document  TEXT NOT NULL,             -- documents.id, which may not be there yet
    entity    TEXT NOT NULL,
    canonical TEXT NOT NULL,
    PRIMARY KEY (document, entity)
) STRICT, WITHOUT ROWID;

-- Labels that were decided: documents do not change them.
CREATE TABLE entity_labels (
    entity TEXT PRIMARY KEY,
    label  TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Where an entity was found in a document that shows another one instead, or none.
CREATE TABLE entity_elsewhere (
    number   INTEGER NOT NULL,           -- facet_values.number of what was found
    document INTEGER NOT NULL,           -- documents.number
    PRIMARY KEY (number, document)
) STRICT, WITHOUT ROWID;
CREATE INDEX entity_elsewhere_document ON entity_elsewhere (document);

-- Documents that decisions touch and that do not show them yet; those up to entities_applied all documents show.
CREATE TABLE entity_pending (
    document INTEGER PRIMARY KEY         -- documents.number
) STRICT;
INSERT INTO meta (key, value) VALUES ('entities_applied', '0');

-- Every person ever found, with the fullest of the names that documents had for them: what the rule that joins names goes by.
-- family is the key under which the rule compares them, NULL for nobody's; fresh ones it has not looked at.
CREATE TABLE people (
    number INTEGER PRIMARY KEY,          -- facet_values.number
    name   TEXT    NOT NULL,
    family TEXT,
    fresh  INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE INDEX people_family ON people (family);
CREATE INDEX people_fresh ON people (number) WHERE fresh;
