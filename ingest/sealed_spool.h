// SPDX-License-Identifier: GPL-3.0-or-later
// Bytes of a pipe that are too many for memory and needed again: on the disk, sealed under a key that is only in memory, in
// a file that has no name any more. What is left of it after a crash can be read by nobody.
#pragma once

#include <memory>

#include "core/base/bytes.h"
#include "core/base/result.h"
#include "core/base/secret.h"
#include "core/crypto/chunked.h"
#include "core/io/file_system.h"
#include "ingest/source_input.h"

namespace muniment::ingest {

class SealedSpool {
 public:
  // In TMPDIR, else in /var/tmp.
  static Result<std::unique_ptr<SealedSpool>> create();

  Result<void> append(ByteView bytes);
  // Nothing may be appended any more. The space is given back with the last copy of the opener and its streams.
  Result<StreamOpener> finish();

 private:
  SealedSpool(std::unique_ptr<io::File> to_write, std::shared_ptr<const io::File> to_read);
  Result<void> flush();

  SecretBytes key_;
  std::unique_ptr<io::File> to_write_;
  std::shared_ptr<const io::File> to_read_;
  Bytes sealed_;  // not written yet
  crypto::ChunkedWriter writer_;
};

}  // namespace muniment::ingest
