// SPDX-License-Identifier: GPL-3.0-or-later
// A hit report as it leaves the house: what each search term of a list finds, and everything that a reader must know to
// judge the figures. Written as CSV, XLSX and HTML; the figures are explained in docs/hit-reports.md.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/base/error.h"
#include "core/base/result.h"
#include "core/base/time_zone.h"
#include "core/model/hit_counts.h"

namespace muniment::exporting {

// One line of the list. It is counted, unless one of the two reasons stands here.
struct ReportedTerm {
  uint64_t line = 0;                   // from 1, in the list
  std::string text;                    // as it stands there
  std::string understood;              // as a tree; empty for one that is refused
  std::vector<std::string> notes;      // dates resolved, people widened
  std::optional<Error> refused;        // why it is not counted
  std::optional<uint64_t> same_as;     // the earlier line that asks the same, and is counted
  HitCounts counts;
  [[nodiscard]] bool is_counted() const { return !refused && !same_as; }
};

struct HitReport {
  std::string label;                   // "attorney work product"; may be empty
  std::string archive_name, archive_id_hex;
  std::string dialect;                 // in which the terms are written
  std::string term_scope = "message";  // the unit in which all of a term must stand: "day", "window:1d"
  std::string scope, scope_understood; // the query within which the terms were asked
  TimeZone zone = TimeZone::utc();     // whose calendar days are counted
  uint32_t tokenizer_version = 0;
  std::string program, actor, reason;
  int64_t made_ms = 0;
  uint64_t searched = 0, of = 0;       // messages searched, messages held
  std::string missing;                 // those that were not searched, "m4..m6, m9"; empty where none is missing
  uint64_t in_scope = 0;               // of those searched
  std::vector<std::string> custodians; // of the messages in scope; an empty name: none is named
  std::vector<ReportedTerm> terms;     // every line of the list that holds a term, in its order
  HitCounts total;                     // of all messages hit; hits and unique are the sums of the terms
  std::vector<uint64_t> by_number_of_terms;  // messages by how many terms hit them, from 0
  std::vector<std::string> notes;

  [[nodiscard]] uint64_t counted() const;
  [[nodiscard]] uint64_t refused() const;
  [[nodiscard]] uint64_t repeated() const;
};

// What every form of the report says beside the figures: a name and a text for each.
std::vector<std::pair<std::string, std::string>> facts_of(const HitReport& report);
std::string custodian_name(const std::string& custodian);  // "no custodian" for none
std::string not_counted_text(const ReportedTerm& term);    // "refused: there is no field form:", "the same as line 3"; else empty

// The same report gives the same bytes.
std::string hit_report_csv(const HitReport& report);
std::string hit_report_html(const HitReport& report);
Result<std::string> hit_report_xlsx(const HitReport& report);

}  // namespace muniment::exporting
