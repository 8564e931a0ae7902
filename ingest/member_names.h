// SPDX-License-Identifier: GPL-3.0-or-later
// Names inside a container: made safe, looked up, and ranked by how likely they are the chat itself.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "ingest/source_input.h"

namespace muniment::ingest {

// "a/b.txt" without drive letters, leading slashes, "." and ".."; never empty. Backslashes count as slashes, control
// characters become "_". The name is a label: nothing is ever written under it.
std::string safe_member_name(std::string_view name);

// "dir/sub" + "x.jpg" gives "dir/sub/x.jpg"; nothing if `relative` is absolute, empty or climbs with "..".
std::optional<std::string> join_inside(std::string_view folder, std::string_view relative);

std::string_view folder_of(std::string_view name);     // "a/b/c.txt" gives "a/b", "c.txt" gives ""
std::string_view file_name_of(std::string_view name);  // "c.txt"
std::string_view stem_of(std::string_view file_name);  // "c.txt" gives "c", ".x" gives ".x"
bool has_extension(std::string_view name, std::string_view lower_case);  // has_extension("A.TXT", ".txt")

// The order of files that belong together: numbers in names count as numbers, "log-9.ndjson" comes before "log-10.ndjson".
bool comes_before(std::string_view a, std::string_view b);

// A name under which spellings of one file meet: composed characters, no direction marks, and "_" for spaces and for
// what file systems and unpackers refuse (\\ / : * ? " < > | and control characters).
std::string loose_name(std::string_view name);

// Where each name stands in a list of members. Not thread-safe; the list outlives it.
class MemberIndex {
 public:
  explicit MemberIndex(const std::vector<Member>& members);
  // The member that `relative` names as seen from `folder`: the one of exactly that name; else the only one there whose
  // loose name is the same; else the only one of that loose name in any folder. Nothing if several would fit.
  std::optional<size_t> find_beside(std::string_view folder, std::string_view relative);

 private:
  using Names = std::unordered_map<std::string, size_t>;  // kSeveral where a name fits more than one
  static constexpr size_t kSeveral = SIZE_MAX;
  static void add(Names& names, std::string name, size_t member);
  static std::optional<size_t> find(const Names& names, const std::string& name);
  void learn_loose_names();

  const std::vector<Member>& members_;
  Names by_name_;
  Names by_loose_path_, by_loose_file_;  // made when they are first needed
  bool learned_ = false;
};

// The member that detection looks at first: "_chat.txt", then a text called like an export, then JSON lines, then any
// text, then anything; of those, one that is not empty, and nearer to the top, goes first. Nothing if there are no members.
std::optional<size_t> most_likely_member(const SourceInput& input);

// "WhatsApp Chat with …", "WhatsApp Chat - …", also with underscores: the part that names the chat, else nothing.
std::optional<std::string> chat_name_in(std::string_view stem);

}  // namespace muniment::ingest
