// SPDX-License-Identifier: GPL-3.0-or-later
// The seam for source formats. A format is one file in ingest/formats/ and one line in ingest/formats.def: that makes
// it a choice of `ingest --from`, a row of the docs, and a subject of the contract suite (tests/contract).
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_set>
#include <utility>
#include <vector>

#include "core/base/bytes.h"
#include "core/base/result.h"
#include "core/base/secret.h"
#include "core/base/time_zone.h"
#include "ingest/exception.h"
#include "ingest/source_input.h"
#include "ingest/source_record.h"

namespace muniment::ingest {

enum class DateOrder { automatic, day_month_year, month_day_year, year_month_day, year_day_month };

// What other sources of the same run showed: used only where a source itself leaves its date order open.
struct DateHint {
  DateOrder order = DateOrder::automatic;  // automatic: nothing
  std::string why;
};

// What the parts of a source that is followed know of those before them.
struct StreamMemory {
  std::unordered_set<std::string> identities;  // that were said already
};

struct SourceOptions {
  TimeZone zone = TimeZone::utc();  // for wall-clock times
  DateOrder date_order = DateOrder::automatic;
  DateHint date_hint;
  int64_t now_ms = 0;  // when the run began: no message is younger. 0: not known
  uint64_t first_line = 0, first_offset = 0;  // of a part of a file that is followed: what stands before it
  std::shared_ptr<StreamMemory> memory;       // shared by the parts; may be left out
  // With one of which the platform signs each of its deliveries; null: signatures are not checked.
  std::shared_ptr<const std::vector<SecretBytes>> app_secrets = nullptr;
};

// What the reader found out about the whole source; recorded with the batch and printed.
struct SourceReport {
  std::string layout;                     // "Android, 12-hour", "NDJSON"
  std::string header;                     // how its headers are written: "n/n/NNNN, n:n - "; empty where it has none
  DateOrder decided_order = DateOrder::automatic;
  std::string date_order;                 // the same in words, "day/month/year"; empty where dates are unambiguous
  std::vector<std::string> evidence;      // why: "line 18: 13/1/2021 can only be day first"
  std::string suggested_conversation;     // title from the file name, for a text export; empty where records name theirs
  std::string zone;                       // zone assumed for wall-clock times, or empty
  uint64_t lines = 0;                     // lines read so far
  uint64_t header_lines = 0;              // lines that began a record (message, event or exception)
  uint64_t continuation_lines = 0;        // lines that continued one
  uint64_t blank_lines = 0;               // lines outside any record (jsonl: empty lines)
  uint64_t further_records = 0;           // records and exceptions beyond the first of a line that brought several
  // records + exceptions = header_lines + unreferenced_records + further_records
  uint64_t unreferenced_records = 0;      // records of whole files that no line mentions
  uint64_t times_in_gap = 0;              // wall-clock times that daylight saving skipped
  uint64_t times_in_overlap = 0;          // … or that exist twice
  uint64_t steps_back = 0;                // times earlier than the record before
  uint64_t after_now = 0;                 // times later than the run itself
  std::vector<std::string> warnings;      // "the export may have been cut at its old end"
  std::vector<std::string> unreferenced;  // members of the input that no line mentions
};

// Pull: one record at a time, bounded memory. Not thread-safe.
class SourceReader {
 public:
  virtual ~SourceReader() = default;
  // The next record, or nothing at the end. Trouble with one record goes to `exceptions` and reading goes on; an Error
  // means that the source cannot be read any further.
  virtual Result<std::optional<SourceRecord>> next(ExceptionSink& exceptions) = 0;
  [[nodiscard]] virtual const SourceReport& report() const = 0;  // complete after the end
};

enum class Detection { no, maybe, yes };

struct Dialect;  // ingest/stream/dialect.h

struct SourceFormat {
  std::string_view name;      // "whatsapp-txt"
  std::string_view summary;   // one line for help and docs
  std::string_view platform;  // "whatsapp": part of a message's identity
  std::string_view parser;    // "whatsapp-txt/1": kept with each record
  std::string_view since;     // version
  bool one_chat = false;      // a source is one chat, and only its name says which; records name no conversation
  // What detect() and open() below do for this format, which comes first.
  Detection (*detector)(const SourceFormat& format, ByteView prefix, const SourceInput& input);
  Result<std::unique_ptr<SourceReader>> (*opener)(const SourceFormat& format, std::shared_ptr<SourceInput> input, const SourceOptions& options);
  // Members that are each a source of its own, where a container holds several that cannot be read as one; else one or
  // none. May be left out.
  Result<std::vector<size_t>> (*sources_in)(SourceInput& input) = nullptr;
  // Of a gateway (stream/gateway_format.h): how its events are read, bare and inside a session stream; else null.
  const Dialect* dialect = nullptr;
  std::string_view layout = {};  // of a gateway: what a report calls a source of it

  // `prefix`: the first bytes of the most likely member. Looks at names and bytes only.
  [[nodiscard]] Detection detect(ByteView prefix, const SourceInput& input) const { return detector(*this, prefix, input); }
  // Decides what must be decided for the whole source (date order …): invalid_argument, with what shows it and the
  // option that settles it, when that cannot be done. Nothing is written then.
  [[nodiscard]] Result<std::unique_ptr<SourceReader>> open(std::shared_ptr<SourceInput> input, const SourceOptions& options) const {
    return opener(*this, std::move(input), options);
  }
};

}  // namespace muniment::ingest
