// SPDX-License-Identifier: GPL-3.0-or-later
// One thing that a user named on the command line: a file, a folder, a zip, or standard input, seen as a set of
// members. A plain file is one member; a folder or a zip has many (the chat text and its media beside it).
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/io/file_system.h"
#include "core/io/input_stream.h"

namespace muniment::ingest {

struct Member {
  std::string name;                        // inside the input, '/' between folders; for a plain file its file name
  std::optional<uint64_t> size_bytes;
};

// Not thread-safe; streams that it opened are independent of one another and of it.
class SourceInput {
 public:
  // "-" is standard input (not seekable, one member named "-"). Zip members with unsafe names (absolute, "..") are
  // listed by a safe name; nothing is ever written outside memory. not_found if the path is not there.
  static Result<std::unique_ptr<SourceInput>> open(io::FileSystem& fs, const std::string& path);
  virtual ~SourceInput() = default;

  [[nodiscard]] virtual const std::string& path() const = 0;  // as named by the user
  [[nodiscard]] virtual bool seekable() const = 0;            // members can be opened more than once
  [[nodiscard]] virtual bool is_container() const = 0;        // a folder or a zip
  [[nodiscard]] virtual const std::vector<Member>& members() const = 0;
  virtual Result<std::unique_ptr<io::InputStream>> open_member(size_t index) = 0;
};

}  // namespace muniment::ingest
