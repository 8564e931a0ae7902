-- The catalogue: a fold over the log (docs/catalogue-schema.md). No row per message.
PRAGMA user_version = 1;

CREATE TABLE total (
  name TEXT PRIMARY KEY,            -- log_size, messages, exports
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
