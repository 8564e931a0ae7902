// SPDX-License-Identifier: GPL-3.0-or-later
// The ways to the keys: flags first, then the environment, then a question on the terminal. Never the command line.
#pragma once

#include "cli/globals.h"
#include "core/base/result.h"
#include "pipeline/store.h"

namespace muniment::cli {

enum class Purpose {
  open,    // asked once
  create,  // asked twice; an identity file has nothing to open yet and is refused
};

// A file's single trailing line feed (with the carriage return before it) is not part of the passphrase.
Result<pipeline::Unlock> get_unlock(const Globals& globals, Purpose purpose);

// The passphrase that is to take the place of the old one: of this file, or asked twice if `file` is empty.
Result<SecretBytes> get_new_passphrase(const Globals& globals, const std::string& file);

// The secret with which a platform signs what it delivers, without a trailing line feed.
Result<SecretBytes> read_app_secret(const std::string& file);

}  // namespace muniment::cli
