// SPDX-License-Identifier: GPL-3.0-or-later
// The file of a recovery kit: an age identity with a few lines that say what it is. init and keys add write it.
#pragma once

#include <string>

#include "core/base/digest.h"
#include "core/base/result.h"
#include "core/base/secret.h"
#include "core/io/file_system.h"

namespace muniment::cli {

struct RecoveryKit {
  std::string archive_name;
  ArchiveId archive_id;
  io::Path archive_path;
  std::string recipient;         // "age1…"
  const SecretBytes& identity;   // "AGE-SECRET-KEY-1…"
};

// already_exists: a key is never written over something else.
Result<void> kit_file_must_be_free(const std::string& file);
// A new file of mode 0600, durable on return.
Result<void> write_kit(const std::string& file, const RecoveryKit& kit);

}  // namespace muniment::cli
