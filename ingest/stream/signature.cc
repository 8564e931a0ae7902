// SPDX-License-Identifier: GPL-3.0-or-later
#include "ingest/stream/signature.h"

#include <algorithm>
#include <cctype>

#include "core/base/hex.h"
#include "core/crypto/hash.h"

namespace muniment::ingest {
namespace {

bool same_letters(std::string_view a, std::string_view b) {
  const auto lower = [](char c) { return std::tolower(static_cast<unsigned char>(c)); };
  return std::ranges::equal(a, b, {}, lower, lower);
}

// Of a header that is given more than once, or as a list: the first.
std::string_view header_of(const JsonValue& headers, std::string_view name) {
  std::string_view found;
  headers.each_member([&](std::string_view key, const JsonValue& value) {
    if (!found.empty() || !same_letters(key, name)) return;
    found = value.text();
    value.each([&](const JsonValue& one) { found = found.empty() ? one.text() : found; });
  });
  return found;
}

bool is_right(const SignatureScheme& scheme, std::string_view written, ByteView body, const SecretBytes& secret) {
  if (!same_letters(written.substr(0, scheme.prefix.size()), scheme.prefix)) return false;
  const auto mac = from_hex(written.substr(scheme.prefix.size()));
  if (!mac) return false;
  if (scheme.hash == SignatureScheme::Hash::sha512) return crypto::equal_constant_time(*mac, crypto::hmac_sha512(secret.view(), body));
  return crypto::equal_constant_time(*mac, crypto::hmac_sha256(secret.view(), body).view());
}

std::string of_this_body_under(size_t secrets) {
  const std::string which = secrets == 1 ? "the given secret" : "any of the " + std::to_string(secrets) + " given secrets";
  return " is not that of this body under " + which;
}

}  // namespace

Signature check_signature(const Delivery& delivery, const SignatureScheme& scheme) {
  const std::string name(scheme.header);
  const std::vector<SecretBytes>* const secrets = delivery.options->app_secrets.get();
  const std::string_view written = header_of(delivery.headers, scheme.header);
  if (secrets == nullptr) {
    if (!delivery.headers.is_object()) return {};
    return {written.empty() ? "absent" : "not checked", {}, {}};
  }
  if (!delivery.headers.is_object()) {
    return {{}, "the signature cannot be checked", R"(expected {"headers":{…},"body":"…"}: the headers of the request are not there)"};
  }
  if (!delivery.has_body_as_sent) {
    return {{}, "the signature cannot be checked", "expected the body as a string, as it was sent: it was recorded as an object"};
  }
  if (written.empty()) return {"absent", "not signed", "expected the header " + name};
  const auto fits = [&](const SecretBytes& secret) { return is_right(scheme, written, as_bytes(delivery.body_text), secret); };
  if (std::ranges::any_of(*secrets, fits)) return {"valid", {}, {}};
  return {{}, "the signature is wrong", name + of_this_body_under(secrets->size())};
}

}  // namespace muniment::ingest
