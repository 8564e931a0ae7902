// SPDX-License-Identifier: GPL-3.0-or-later
// What the preloaded recorder knows and writes down. It is loaded into the real program with LD_PRELOAD, watches the
// calls that change files below some folders, and does one or both of two things:
//
//   MUNIMENT_TRACE=FILE            appends every such call, with its bytes, to FILE, in the order in which they happened
//   MUNIMENT_FAIL=CALL:N:ERRNO     lets the Nth call of that kind fail, once; N+ for it and all later ones
//   MUNIMENT_FAIL_REPORT=FILE      gets a line when a call was made to fail
//   MUNIMENT_WATCH=DIR[:DIR]       the folders (absolute)
//   MUNIMENT_CLOCK_AHEAD=SECONDS   the program takes it to be so much later
//
// CALL is one of write, sync, syncdir, open, rename, fallocate, mkdir, unlink; ERRNO is EIO or ENOSPC. A write that fails
// leaves half of its bytes behind, as a disk does.
//
// A trace is a sequence of: u8 op, 3 zero bytes, i32 fd, i64 a, i64 b, u32 n1, u32 n2, n1 bytes, n2 bytes
// (little-endian; crash_states.py reads it). Failed calls are not in it, except for syncs.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace muniment::crash {

enum class Op : uint8_t {
  start = 1,        // a process begins: descriptors of an earlier one mean nothing any more
  open = 2,         // n1 path; a = flags; b = 1 if it made the file
  write = 3,        // a = offset, -1 for an append; n2 what was written
  sync = 4,         // fdatasync or fsync returned
  sync_failed = 5,
  rename = 6,       // n1 from, n2 to
  unlink = 7,       // n1 path
  mkdir = 8,        // n1 path
  link = 9,         // n1 from, n2 to
  truncate = 10,    // a = length
  fallocate = 11,   // a = mode, b = end
  close = 12,
  ack = 13,         // n2 what the program wrote to its standard output
};

enum class Call : uint8_t { write, sync, syncdir, open, rename, fallocate, mkdir, unlink };

struct Event {
  Op op = Op::start;
  int fd = -1;
  int64_t a = 0, b = 0;
  std::string_view first = {}, second = {};
};

// All of it is called with the one lock of interpose.cc held.
class Book {
 public:
  Book();
  // Absolute and below a watched folder; empty otherwise.
  [[nodiscard]] std::string watched(int folder_fd, const char* path) const;
  [[nodiscard]] bool watches(int fd) const;
  void opened(int fd) { set(fd, true); }
  void closed(int fd) { set(fd, false); }
  [[nodiscard]] bool tracing() const { return trace_ >= 0; }
  void note(const Event& event) const;
  // The errno with which this call is to fail; 0 if it is to be made.
  int must_fail(Call call, std::string_view what);

 private:
  void set(int fd, bool on);
  void read_fault(const char* text);
  int trace_ = -1;
  std::string folders_;  // each between two colons
  bool fault_set_ = false, sticky_ = false;
  Call fault_ = Call::write;
  long nth_ = 0, seen_ = 0;
  int errno_ = 0;
  bool watched_[4096] = {};
};

}  // namespace muniment::crash
