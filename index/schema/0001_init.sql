-- The catalogue: a fold over the log (docs/catalogue-schema.md). No row per message.
PRAGMA user_version = 7;

CREATE TABLE total (
  name TEXT PRIMARY KEY,            -- log_size, messages, about_sources, exports
  value INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE conversation (
  id TEXT PRIMARY KEY,              -- as messages carry it
  messages INTEGER NOT NULL,
  first_ms INTEGER,                 -- event times; NULL: no message has one
  last_ms INTEGER
) WITHOUT ROWID;

CREATE TABLE label (
  conversation TEXT NOT NULL,
  label TEXT NOT NULL,
  seen INTEGER NOT NULL,            -- ascending: the highest is the newest
  PRIMARY KEY (conversation, label)
) WITHOUT ROWID;
CREATE INDEX label_by_label ON label (label);

CREATE TABLE participation (
  conversation TEXT NOT NULL,
  sender TEXT NOT NULL,
  messages INTEGER NOT NULL,
  PRIMARY KEY (conversation, sender)
) WITHOUT ROWID;

CREATE TABLE batch (
  number INTEGER PRIMARY KEY,
  begun_ms INTEGER NOT NULL,
  ended_ms INTEGER,                 -- NULL: interrupted, or still running
  source TEXT NOT NULL,
  format TEXT NOT NULL,
  in_source INTEGER NOT NULL,
  added INTEGER NOT NULL,
  already_held INTEGER NOT NULL,
  excluded INTEGER NOT NULL,
  exceptions INTEGER NOT NULL
);

-- What is known about how streams were captured (capture_fold.h); kept in memory, written whole with each snapshot.
CREATE TABLE session (
  name TEXT PRIMARY KEY,
  state INTEGER,                    -- the number of a fact; NULL: it never said anything about itself
  state_text TEXT NOT NULL,
  state_ms INTEGER,
  first_ms INTEGER,
  last_ms INTEGER,
  last_message_ms INTEGER,
  records INTEGER NOT NULL,
  messages INTEGER NOT NULL,
  last_word_ms INTEGER,             -- its newest event about itself
  account TEXT NOT NULL,
  device TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE session_day (
  session TEXT NOT NULL,
  day INTEGER NOT NULL,             -- of UTC, from 1970
  records INTEGER NOT NULL,
  messages INTEGER NOT NULL,
  PRIMARY KEY (session, day)
) WITHOUT ROWID;

CREATE TABLE span (
  session TEXT NOT NULL,
  run INTEGER NOT NULL,
  first INTEGER NOT NULL,
  last INTEGER NOT NULL,
  first_ms INTEGER NOT NULL,
  last_ms INTEGER NOT NULL,
  PRIMARY KEY (session, run, first)
) WITHOUT ROWID;

CREATE TABLE recorder_mark (
  session TEXT NOT NULL,
  run INTEGER NOT NULL,
  sequence INTEGER NOT NULL,
  at_ms INTEGER NOT NULL,
  is_stop INTEGER NOT NULL,
  before_ms INTEGER NOT NULL
);

CREATE TABLE gap (
  session TEXT NOT NULL,
  run INTEGER NOT NULL,
  reason INTEGER NOT NULL,
  after INTEGER NOT NULL,
  before INTEGER NOT NULL,
  after_ms INTEGER NOT NULL,
  before_ms INTEGER NOT NULL,
  found_ms INTEGER NOT NULL,
  filled_ms INTEGER                 -- NULL: still open
);

CREATE TABLE cursor (
  path TEXT NOT NULL,
  device INTEGER NOT NULL,
  inode INTEGER NOT NULL,
  offset INTEGER NOT NULL,
  lines INTEGER NOT NULL,
  tail_size INTEGER NOT NULL,
  tail BLOB NOT NULL
);

CREATE TABLE open_batch (
  number INTEGER PRIMARY KEY,       -- a batch that has no end: how far it got
  in_source INTEGER NOT NULL,
  added INTEGER NOT NULL,
  already_held INTEGER NOT NULL,
  excluded INTEGER NOT NULL,
  exceptions INTEGER NOT NULL,
  at_ms INTEGER NOT NULL            -- when it said so
);

-- What is expected to deliver (source_fold.h); of each name the newest setting.
CREATE TABLE source (
  name TEXT PRIMARY KEY,
  session TEXT NOT NULL,            -- a pattern of sessions, or
  path TEXT NOT NULL,               -- of paths
  custodian TEXT NOT NULL,
  format TEXT NOT NULL,
  silent_after_ms INTEGER,
  watched INTEGER NOT NULL,
  actor TEXT NOT NULL,
  reason TEXT NOT NULL,
  set_ms INTEGER NOT NULL
) WITHOUT ROWID;

-- Who is called what, as sources say (people_fold.h); written whole with each snapshot.
CREATE TABLE naming (
  identifier TEXT NOT NULL,
  type INTEGER NOT NULL,            -- the number of a fact: a name of theirs, or
  text TEXT NOT NULL,               -- another identifier
  said_by TEXT NOT NULL,            -- session or source
  evidence INTEGER NOT NULL,        -- number of the first record that says so
  first_ms INTEGER NOT NULL,
  last_ms INTEGER NOT NULL
);

-- What users said: of each pair the newest word.
CREATE TABLE identity_link (
  a TEXT NOT NULL,
  b TEXT NOT NULL,
  linked INTEGER NOT NULL,
  actor TEXT NOT NULL,
  reason TEXT NOT NULL,
  at_ms INTEGER NOT NULL,
  PRIMARY KEY (a, b)
) WITHOUT ROWID;

-- Searches that are kept (saved_fold.h); of each name the newest, and its last run.
CREATE TABLE saved_search (
  name TEXT PRIMARY KEY,
  query TEXT NOT NULL,
  dialect TEXT NOT NULL,            -- empty: our own
  note TEXT NOT NULL,
  scope TEXT NOT NULL,              -- empty: each message by itself
  actor TEXT NOT NULL,
  reason TEXT NOT NULL,
  saved_ms INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE saved_search_run (
  name TEXT PRIMARY KEY,
  query TEXT NOT NULL,              -- as it was then
  dialect TEXT NOT NULL,
  scope TEXT NOT NULL,
  total INTEGER NOT NULL,
  searched INTEGER NOT NULL,
  "of" INTEGER NOT NULL,
  missing TEXT NOT NULL,            -- the messages that were not searched
  held INTEGER NOT NULL,            -- message numbers given out by then
  actor TEXT NOT NULL,
  reason TEXT NOT NULL,
  at_ms INTEGER NOT NULL
) WITHOUT ROWID;
