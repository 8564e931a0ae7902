// SPDX-License-Identifier: GPL-3.0-or-later
// One thing that a user named on the command line: a file, a folder, a zip, or standard input, seen as a set of
// members. A plain file is one member; a folder or a zip has many (the chat text and its media beside it).
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "core/io/file_system.h"
#include "core/io/input_stream.h"

namespace muniment::ingest {

struct Member {
  std::string name;                        // inside the input, '/' between folders; for a plain file its file name
  std::optional<uint64_t> size_bytes;
};

// May be called more than once, and outlives the input that made it.
using StreamOpener = std::function<Result<std::unique_ptr<io::InputStream>>()>;

// What stands beside a member: `open` is empty if there is no such file, or if it would lie outside the input.
struct Sibling {
  std::optional<size_t> member;  // which member it is; none for a file beside a plain file
  StreamOpener open;
};

// Not thread-safe; streams that it opened are independent of one another and of it.
class SourceInput {
 public:
  // "-" is standard input (not seekable, one member named "-"). Zip members with unsafe names (absolute, "..") are
  // listed by a safe name; nothing is ever written outside memory. "a.zip/chat" is a file or folder inside a zip, as
  // its members are listed. not_found if the path is not there.
  static Result<std::unique_ptr<SourceInput>> open(io::FileSystem& fs, const std::string& path);
  virtual ~SourceInput() = default;

  [[nodiscard]] virtual const std::string& path() const = 0;  // as named by the user
  [[nodiscard]] virtual bool seekable() const = 0;            // members can be opened more than once
  [[nodiscard]] virtual bool is_container() const = 0;        // a folder or a zip
  [[nodiscard]] virtual const std::vector<Member>& members() const = 0;
  virtual Result<std::unique_ptr<io::InputStream>> open_member(size_t index) = 0;
  [[nodiscard]] virtual StreamOpener opener_of(size_t index) const = 0;  // of a container; else empty
  // `size` bytes of a seekable member, from `offset` on; the opener must not outlive the input. Where a member can only be
  // read from its start, what stands before is read and thrown away.
  [[nodiscard]] virtual StreamOpener opener_of_range(size_t index, uint64_t offset, uint64_t size);
  // The file that `relative` names as seen from the folder of that member; for a plain file, in the file's folder on
  // disk. Where no file has exactly that name, one that is spelled otherwise is found as MemberIndex says, in a
  // container in any of its folders. Symbolic links and ".." lead nowhere.
  virtual Sibling beside(size_t index, std::string_view relative) = 0;
};

}  // namespace muniment::ingest
