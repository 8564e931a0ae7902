// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/identities.h"

#include "core/base/base64.h"
#include "core/model/identity.h"

namespace muniment::pipeline {
namespace {

IdentityKey first_half(const Sha256& mac) { return IdentityKey::from(mac.view().first(IdentityKey::kSize)); }

}  // namespace

Result<Identity> Identities::of(const Record& record) {
  Identity identity;
  MUNIMENT_TRY(const Bytes array, identity_array(record));
  identity.key = first_half(mac_.mac(array));
  MUNIMENT_TRY(const std::optional<Bytes> content, content_array(record));
  if (content) identity.content = first_half(mac_.mac(*content));
  return identity;
}

std::string MailIds::named(ByteView array) {
  return "wa." + to_base32_lower(mac_.mac(array).view()).substr(0, 32) + "@" + archive_ + ".invalid";
}

Result<std::string> MailIds::of(const Record& record) {
  MUNIMENT_TRY(const Bytes array, identity_array(record));
  return named(array);
}

std::string MailIds::of_conversation(const std::string& conversation) { return named(conversation_array(conversation)); }

}  // namespace muniment::pipeline
