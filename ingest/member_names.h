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

// Where each name stands in a list of members.
class MemberIndex {
 public:
  explicit MemberIndex(const std::vector<Member>& members);
  [[nodiscard]] std::optional<size_t> find(const std::string& name) const;

 private:
  std::unordered_map<std::string, size_t> by_name_;
};

// The member that detection looks at first: "_chat.txt", then a text called like an export, then JSON lines, then any
// text, then anything; nearer to the top goes first. Nothing if there are no members.
std::optional<size_t> most_likely_member(const SourceInput& input);

// "WhatsApp Chat with …", "WhatsApp Chat - …", also with underscores: the part that names the chat, else nothing.
std::optional<std::string> chat_name_in(std::string_view stem);

}  // namespace muniment::ingest
