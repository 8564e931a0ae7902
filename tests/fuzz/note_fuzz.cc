// SPDX-License-Identifier: GPL-3.0-or-later
// Signed notes and what stands in them. The first byte chooses: a note as it is, a key, a checkpoint, or a body that the
// target signs first, so that the search gets behind the signature. What is accepted is what we would have written.
#include "archive/note.h"
#include "tests/fuzz/fixed_keys.h"

namespace muniment::fuzz {
namespace {

using namespace archive;

void run_key(std::string_view text) {
  const auto key = NoteKey::parse(text);
  if (key) MUNIMENT_CHECK(key->text() == text, "an accepted key is what we write");
}

void run_body(std::string_view body) {
  const auto checkpoint = Checkpoint::parse(body);
  if (checkpoint) MUNIMENT_CHECK(checkpoint->text() == body, "an accepted checkpoint is what we write");
}

void run_note(std::string_view note) {
  const NoteKey key = fixed_note_key();
  const auto alone = open_note(note, key, false);
  const auto with_others = open_note(note, key, true);
  if (alone) MUNIMENT_CHECK(with_others && *with_others == *alone, "a note that is good alone is good beside others");
  if (alone) MUNIMENT_CHECK(sign_note(*alone, key, fixed_pair()) == note, "an accepted note is what we write");
  if (with_others) {
    MUNIMENT_CHECK(with_others->ends_with('\n') && note.starts_with(*with_others), "the body is the beginning of the note");
    run_body(*with_others);
  }
  const auto archive_note = ArchiveNote::open(note);
  if (archive_note) MUNIMENT_CHECK(note.starts_with(archive_note->text() + "\n"), "an accepted archive.note is what we write");
}

// A signature of ours, and behind it a line of somebody else.
void run_signed(std::string_view body, bool witnessed) {
  const NoteKey key = fixed_note_key();
  std::string note = sign_note(body, key, fixed_pair());
  if (witnessed) note += "\xe2\x80\x94 witness.example AAAAAAAA\n";
  const auto opened = open_note(note, key, witnessed);
  MUNIMENT_CHECK(opened.has_value() == body.ends_with('\n'), "what we sign, we open");
  if (opened) MUNIMENT_CHECK(*opened == body, "what was signed is what is read");
  MUNIMENT_CHECK(!witnessed || !open_note(note, key, false), "a foreign line is not passed over where none may be");
  run_note(note);
}

void run(ByteView data) {
  if (data.empty()) return;
  const std::string_view text = as_text(data.subspan(1));
  switch (data[0] % 5) {
    case 0: return run_note(text);
    case 1: return run_key(text);
    case 2: return run_body(text);
    default: return run_signed(text, data[0] % 5 == 3);
  }
}

}  // namespace
}  // namespace muniment::fuzz

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  muniment::fuzz::run({data, size});
  return 0;
}
