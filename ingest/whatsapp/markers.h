// SPDX-License-Identifier: GPL-3.0-or-later
// The words that WhatsApp itself writes into an export, as tables. A language is a set of rows.
#pragma once

#include <span>
#include <string_view>

namespace muniment::ingest::whatsapp {

// A body (or its last part) that stands for media left out of the export.
struct OmittedMarker {
  std::string_view words;  // compared without regard to ASCII case
  bool needs_mark;         // iOS puts U+200E before it; without it somebody typed the words
  bool is_document;        // what stands before it is the document's name
};
std::span<const OmittedMarker> omitted_markers();

// "<attached: NAME>" (before and after the name), "NAME (file attached)".
struct AttachedMarker {
  std::string_view before;
  std::string_view after;
  bool needs_mark;
};
std::span<const AttachedMarker> attached_markers();

// Behind the text of an edited message.
std::span<const std::string_view> edited_markers();

// How a body begins that iOS marks with U+200E and that is still somebody's message: deleted ones, locations, polls.
std::span<const std::string_view> marked_messages();

// How a sentence of the system begins that may stand behind a sender.
std::span<const std::string_view> system_sentences();

// Sentences with a title in quotation marks, which may hold a colon: `Ana changed the subject to "Plan: B"`.
std::span<const std::string_view> sentences_with_title();

}  // namespace muniment::ingest::whatsapp
