// SPDX-License-Identifier: GPL-3.0-or-later
// What stands behind a header: a sender and a body, or a sentence of the system; and what a body holds.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/model/record.h"
#include "ingest/whatsapp/media_line.h"

namespace muniment::ingest::whatsapp {

struct Utterance {
  std::string_view sender;  // as written; empty for a sentence without one
  std::string_view body;    // as written, all lines
  bool is_system = false;   // nobody said it
};

// Senders whose name holds ": ". Found where the rest of a line is a marker that is always a whole body: in
// "Dr: Who: <Media omitted>" the sender can only be "Dr: Who". A name that never sent such a line is cut at its first
// ": ", as there is no way to tell.
class ColonNames {
 public:
  void learn(std::string_view rest);  // what stands behind a header, first line
  // The longest known name that `rest` begins with, followed by a colon; else nothing.
  [[nodiscard]] std::optional<std::string_view> find(std::string_view rest) const;

 private:
  static constexpr size_t kMost = 256;
  std::vector<std::string> names_;
};

// `rest`: everything behind the header, with the message's further lines. `marked_line`: a bidi mark stands before the
// header, as iOS does for media in every language; then a marked body is no sentence of the system.
Utterance split_utterance(std::string_view rest, const ColonNames& names, bool marked_line);

struct Content {
  RecordKind kind = RecordKind::message;
  std::vector<BodyMedia> media;
  std::vector<Fact> facts;
  // For comparing messages over exports: media became the word "media", a deleted message "deleted", a place its
  // coordinates, a sentence of the
  // system the name of what happened, whatever the language; the marker of an edited message and all marks that nobody
  // sees are gone.
  std::string canonical;
};

// `android`: the layout is Android's, where the body "null" is media that could be opened once. `said` is valid UTF-8.
Content read_content(const Utterance& said, bool android);

}  // namespace muniment::ingest::whatsapp
