// SPDX-License-Identifier: GPL-3.0-or-later
#include "ingest/registry.h"

#include <array>

#include "ingest/member_names.h"

namespace muniment::ingest {

// Constants of the formats' own files: no self-registration, which a static library would drop.
namespace formats {
#define MUNIMENT_SOURCE_FORMAT(name) extern const SourceFormat name;
#include "ingest/formats.def"
#undef MUNIMENT_SOURCE_FORMAT
}  // namespace formats

namespace {

constexpr size_t kPrefix = size_t{64} << 10;

std::string names() {
  std::string text;
  for (const SourceFormat& format : source_formats()) text += (text.empty() ? "" : ", ") + std::string(format.name);
  return text;
}

Result<Bytes> read_prefix(SourceInput& input, size_t member) {
  MUNIMENT_TRY(const auto stream, input.open_member(member));
  Bytes prefix(kPrefix);
  size_t have = 0;
  // From a pipe one full line is enough: it may have no more to give yet.
  const auto enough = [&] {
    return !input.seekable() && as_text(ByteView(prefix).first(have)).find('\n') != std::string_view::npos;
  };
  while (have < prefix.size() && !enough()) {
    MUNIMENT_TRY(const size_t got, stream->read(MutableByteView(prefix).subspan(have)));
    if (got == 0) break;
    have += got;
  }
  prefix.resize(have);
  return prefix;
}

Error not_recognised(const SourceInput& input, const std::string& what) {
  return make_error(ErrorCode::unsupported, what)
      .because("looked at the first bytes of the most likely file in it")
      .advise("say what it is: --from " + names())
      .at(input.path())
      .numbered(2102);
}

// A recorder that has just begun a file leaves such a one, and so does a copy that failed.
Error nothing_in_it(const SourceInput& input) {
  return make_error(ErrorCode::unsupported, input.is_container() ? "the most likely file in it is empty" : "the file is empty")
      .because("0 bytes say nothing about what it is")
      .advise("if it should hold messages, copy it again; to take it in as a source of none, say what it is with --from")
      .at(input.path())
      .numbered(kSourceIsEmpty);
}

}  // namespace

std::span<const SourceFormat> source_formats() {
  static const std::array all = {
#define MUNIMENT_SOURCE_FORMAT(name) formats::name,
#include "ingest/formats.def"
#undef MUNIMENT_SOURCE_FORMAT
  };
  return all;
}

Result<const SourceFormat*> find_format(std::string_view name) {
  for (const SourceFormat& format : source_formats()) {
    if (format.name == name) return &format;
  }
  return make_error(ErrorCode::invalid_argument, "there is no source format \"" + std::string(name) + "\"")
      .because("the formats are: " + names())
      .advise("muniment ingest --from FORMAT")
      .numbered(2101);
}

Result<const SourceFormat*> detect_format(SourceInput& input) {
  const auto member = most_likely_member(input);
  if (!member) return not_recognised(input, "there is no file in it");
  MUNIMENT_TRY(const Bytes prefix, read_prefix(input, *member));
  if (prefix.empty()) return nothing_in_it(input);
  std::vector<const SourceFormat*> sure;
  std::vector<const SourceFormat*> possible;
  for (const SourceFormat& format : source_formats()) {
    const Detection detection = format.detect(prefix, input);
    if (detection == Detection::yes) sure.push_back(&format);
    if (detection == Detection::maybe) possible.push_back(&format);
  }
  const auto& found = sure.empty() ? possible : sure;
  if (found.size() == 1) return found.front();
  return not_recognised(input, found.empty() ? "no source format recognises it" : "several source formats may fit it");
}

}  // namespace muniment::ingest
