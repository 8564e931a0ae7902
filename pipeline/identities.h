// SPDX-License-Identifier: GPL-3.0-or-later
// Keyed identities of messages: HMAC over the arrays of core/model/identity.h, so that nobody without the keys can
// test whether a message is held.
#pragma once

#include <optional>
#include <string>

#include "core/base/digest.h"
#include "core/base/result.h"
#include "core/base/secret.h"
#include "core/crypto/hash.h"
#include "core/model/record.h"

namespace muniment::pipeline {

struct Identity {
  IdentityKey key;
  std::optional<IdentityKey> content;  // without conversation and sender; for records without a source id
};

// Not thread-safe: one for each thread.
class Identities {
 public:
  explicit Identities(const SecretBytes& identity_key) : mac_(identity_key.view()) {}
  Result<Identity> of(const Record& record);

 private:
  crypto::HmacKey mac_;
};

// Message-IDs for e-mail: the same message has the same one in every export of one archive, and nobody can guess a
// text from it.
class MailIds {
 public:
  explicit MailIds(const SecretBytes& message_id_key, std::string archive) : mac_(message_id_key.view()), archive_(std::move(archive)) {}
  Result<std::string> of(const Record& record);                 // wa.<32 letters>@<archive>.invalid
  std::string of_conversation(const std::string& conversation);

 private:
  std::string named(ByteView array);
  crypto::HmacKey mac_;
  std::string archive_;
};

}  // namespace muniment::pipeline
