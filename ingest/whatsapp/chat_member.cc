// SPDX-License-Identifier: GPL-3.0-or-later
#include "ingest/whatsapp/chat_member.h"

#include "ingest/line_reader.h"
#include "ingest/member_names.h"
#include "ingest/whatsapp/header.h"

namespace muniment::ingest::whatsapp {
namespace {

constexpr std::string_view kAppleName = "_chat.txt";
constexpr size_t kPrefix = size_t{16} << 10;

enum Likeness { apple_name, chat_name, begins_like_one, kLikenesses };

Result<std::array<std::vector<size_t>, kLikenesses>> sort_by_likeness(SourceInput& input) {
  std::array<std::vector<size_t>, kLikenesses> found;
  for (size_t i = 0; i < input.members().size(); ++i) {
    const std::string& name = input.members()[i].name;
    if (!has_extension(name, ".txt")) continue;
    const std::string_view file = file_name_of(name);
    if (file == kAppleName) {
      found[apple_name].push_back(i);
      continue;
    }
    if (chat_name_in(stem_of(file))) found[chat_name].push_back(i);
    MUNIMENT_TRY(const bool begins, begins_like_an_export(input, i));
    if (begins) found[begins_like_one].push_back(i);
  }
  return found;
}

Error several_chats(const SourceInput& input, size_t one, size_t two) {
  return make_error(ErrorCode::invalid_argument, "there are several chats in it")
      .because("\"" + input.members()[one].name + "\" and \"" + input.members()[two].name +
               "\" both look like the chat of an export")
      .advise(
          "take in one chat at a time: name the chat text, or the folder that it stands in; also inside a zip, as "
          "exports.zip/FOLDER")
      .at(input.path())
      .numbered(2106);
}

std::string last_part(std::string path) {
  while (path.size() > 1 && path.ends_with('/'))
    path.pop_back();
  return std::string(file_name_of(path));
}

}  // namespace

Detection looks_like_an_export(ByteView prefix) {
  LineReader lines(io::input_from_bytes(to_bytes(prefix)));
  Line line;
  std::string storage;
  Detection if_found = Detection::yes;
  for (;;) {
    const auto there = lines.next(line);
    if (!there || !*there) return Detection::no;
    const std::string_view text = text_of(line.bytes, lines.encoding(), storage);
    if (match_header(text)) return if_found;
    if (text.find_first_not_of(" \t\r") != std::string_view::npos) if_found = Detection::maybe;
  }
}

Result<bool> begins_like_an_export(SourceInput& input, size_t member) {
  MUNIMENT_TRY(const auto stream, input.open_member(member));
  Bytes prefix(kPrefix);
  size_t have = 0;
  for (size_t got = 1; got > 0 && have < prefix.size(); have += got) {
    MUNIMENT_TRY(got, stream->read(MutableByteView(prefix).subspan(have)));
  }
  return looks_like_an_export(ByteView(prefix).first(have)) == Detection::yes;
}

Result<std::vector<size_t>> list_chats(SourceInput& input) {
  MUNIMENT_TRY(const auto found, sort_by_likeness(input));
  for (const auto& members : found) {
    if (!members.empty()) return members;
  }
  return std::vector<size_t>{};
}

Result<size_t> find_chat(SourceInput& input) {
  if (!input.is_container()) return size_t{0};
  MUNIMENT_TRY(const auto chats, list_chats(input));
  if (chats.size() > 1) return several_chats(input, chats[0], chats[1]);
  if (chats.size() == 1) return chats[0];
  return make_error(ErrorCode::unsupported, "there is no chat text in it")
      .because("expected _chat.txt, or a text called \"WhatsApp Chat with …\", or one that begins like a chat")
      .advise("export the chat again, or name the chat file itself")
      .at(input.path())
      .numbered(2105);
}

std::string suggest_conversation(const SourceInput& input, size_t chat) {
  std::string name(file_name_of(input.members()[chat].name));
  if (input.path() == "-") return "standard input";
  if (name == kAppleName) {
    const std::string container = input.is_container() ? input.path() : std::string(folder_of(input.path()));
    name = last_part(container);
    if (!has_extension(name, ".zip")) return chat_name_in(name).value_or(name);
  }
  const std::string_view stem = stem_of(name);
  return chat_name_in(stem).value_or(std::string(stem));
}

}  // namespace muniment::ingest::whatsapp
