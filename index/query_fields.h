// SPDX-License-Identifier: GPL-3.0-or-later
// The fields of the query language, in one table: parser, search, help and documentation read it.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "core/model/record.h"
#include "index/query.h"

namespace muniment::index {

enum class FieldId { from, to, in, with, custodian, source, date, on, has, kind, attachment, edited, deleted, reaction, lang, id, regex };

struct Field {
  FieldId id;
  FieldInfo info;
};
std::span<const Field> fields();
const Field* find_field(std::string_view name);  // any case; nullptr for an unknown one
std::string nearest_field(std::string_view name);  // for a proposal; empty if none is near
bool is_later_field(std::string_view name);        // part of the design, not of this version

// has:
// Stored in partitions, in 16 bits: never renumber.
inline constexpr uint32_t kHasAttachment = 1, kHasMedia = 2, kHasLink = 4, kHasReply = 8, kHasPoll = 16, kHasLocation = 32, kHasContact = 64,
                          kHasMention = 128, kHasEdited = 256, kHasDeleted = 512;
std::optional<uint32_t> has_flag(std::string_view value);
uint32_t has_flags(const Record& record);
std::span<const std::pair<std::string_view, uint32_t>> has_words();
std::string has_values();  // "attachment, link, …" for messages

// kind:
std::optional<RecordKind> kind_value(std::string_view value);
std::string_view kind_word(RecordKind kind);  // by which kind: finds it
std::string kind_values();

// lang: the code of a language with stems, or this; in any case.
inline constexpr std::string_view kUnknownLanguage = "unknown";
std::optional<std::string> language_value(std::string_view value);

// edited: and deleted: are true or false.
std::optional<bool> truth_value(std::string_view value);

// id: m12 and m10..m20, both ends included; nothing for anything else.
struct NumberRange {
  uint64_t first = 0, last = 0;
};
std::optional<NumberRange> id_range(std::string_view value);

}  // namespace muniment::index
