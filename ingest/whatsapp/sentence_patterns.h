// SPDX-License-Identifier: GPL-3.0-or-later
// The sentences of the system as patterns. Slots: {a} who did it, {m} to whom or what, {t} a title in quotation marks of
// any kind, {s} a setting, {p} a telephone number, {*} anything, also nothing. A full stop at the end is left out. The
// first row that fits counts, so narrow sentences stand before wide ones. A language is a few rows; what is certain.
#pragma once

#include <span>
#include <string_view>

#include "core/model/fact.h"

namespace muniment::ingest::whatsapp {

struct SentenceRow {
  FactType type;
  std::string_view pattern;
};
std::span<const SentenceRow> sentence_rows();

// How the notice of encryption begins, and those of business accounts, in every language; they may stand behind the name
// of a chat without any mark.
std::span<const SentenceRow> notice_rows();

// "This message was deleted by admin {a}".
std::span<const SentenceRow> deleted_by_admin_rows();

}  // namespace muniment::ingest::whatsapp
