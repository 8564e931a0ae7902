// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>

#include "core/crypto/age_file.h"
#include "core/crypto/bech32.h"
#include "core/crypto/random.h"
#include "core/crypto/x25519.h"

namespace muniment::crypto {
namespace {

constexpr size_t kSecretSize = 32;
constexpr std::string_view kSecretPrefix = "AGE-SECRET-KEY-";

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kWhite = " \t\r\n";
  const size_t begin = text.find_first_not_of(kWhite);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(kWhite) - begin + 1);
}

Byte upper(Byte c) { return c >= 'a' && c <= 'z' ? static_cast<Byte>(c - 'a' + 'A') : c; }

}  // namespace

AgeIdentity AgeIdentity::new_random() { return AgeIdentity(random_secret(kSecretSize)); }

Result<AgeIdentity> AgeIdentity::parse(std::string_view text) {
  auto decoded = bech32_decode(trimmed(text));
  if (decoded && decoded->prefix == kSecretPrefix && decoded->data.size() == kSecretSize) {
    return AgeIdentity(std::move(decoded->data));
  }
  return make_error(ErrorCode::invalid_argument, "not an age identity")
      .because("an identity begins with AGE-SECRET-KEY-1, has 74 characters, and no typing error")
      .advise("age-keygen makes one; identities of plugins are not supported");
}

SecretBytes AgeIdentity::text() const {
  SecretBytes text = bech32_encode("age-secret-key-", secret());
  std::ranges::transform(text.writable(), text.writable().begin(), upper);
  return text;
}

std::string AgeIdentity::recipient() const {
  const X25519Point point = x25519_public(secret());
  return std::string(as_text(bech32_encode("age", point).view()));
}

AgeIdentity AgeIdentity::clone() const { return AgeIdentity(secret_.clone()); }

Result<std::vector<AgeIdentity>> parse_identity_file(std::string_view text) {
  std::vector<AgeIdentity> identities;
  size_t number = 0;
  while (!text.empty()) {
    const size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = trimmed(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
    ++number;
    if (line.empty() || line.front() == '#') continue;
    auto identity = AgeIdentity::parse(line);
    if (!identity) {
      return with_context(std::move(identity).error(), "line " + std::to_string(number) + " of an identity file");
    }
    identities.push_back(std::move(identity).value());
  }
  if (identities.empty()) return make_error(ErrorCode::not_found, "the identity file holds no identity");
  return identities;
}

}  // namespace muniment::crypto
