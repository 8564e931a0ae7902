// SPDX-License-Identifier: GPL-3.0-or-later
// Files and keys of age. The first byte chooses: a file (odd) or the text of identities and recipients. A header that is
// accepted is the one that an age writer writes; a key that is accepted is written again in the same way.
#include <algorithm>

#include "core/base/check.h"
#include "core/crypto/age_file.h"
#include "core/crypto/age_header.h"
#include "core/crypto/age_recipient.h"
#include "core/crypto/bech32.h"
#include "tests/fuzz/fixed_keys.h"

namespace muniment::fuzz {
namespace {

using namespace crypto;

const std::vector<AgeIdentity>& fixed_identities() {
  static const std::vector<AgeIdentity> identities = [] {
    const SecretBytes text = bech32_encode("age-secret-key-", fixed_key(0).view());
    std::string upper(as_text(text.view()));
    std::ranges::transform(upper, upper.begin(), [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; });
    std::vector<AgeIdentity> made;
    made.push_back(*AgeIdentity::parse(upper));
    return made;
  }();
  return identities;
}

void run_file(ByteView file) {
  const auto header = parse_age_header(file);
  if (!header) return;
  MUNIMENT_CHECK(header->size <= file.size(), "the header is inside the file");
  const std::string again = format_age_header(header->stanzas, Bytes(kAgeFileKeySize));
  const size_t same = header->authenticated.size();
  MUNIMENT_CHECK(again.size() == header->size && again.compare(0, same, as_text(file.first(same))) == 0,
                 "an accepted header is what we write");
  // Stretching a passphrase takes as long as the file says; that is not what is looked for here.
  if (std::ranges::any_of(header->stanzas, [](const AgeStanza& s) { return s.type() == kScryptStanza; })) return;
  const auto plain = age_open(fixed_identities(), file);
  if (plain) MUNIMENT_CHECK(plain->size() < file.size(), "a file is longer than what is in it");
}

void run_text(std::string_view text) {
  const auto identity = AgeIdentity::parse(text);
  if (identity) {
    const SecretBytes written = identity->text();
    MUNIMENT_CHECK(text.find(as_text(written.view())) != std::string_view::npos, "an accepted identity is what we write");
  }
  static_cast<void>(parse_identity_file(text));
  const auto bech32 = bech32_decode(text);
  if (!bech32) return;
  std::string lower(text), prefix = bech32->prefix;
  const auto to_lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
  std::ranges::transform(lower, lower.begin(), to_lower);
  std::ranges::transform(prefix, prefix.begin(), to_lower);
  MUNIMENT_CHECK(as_text(bech32_encode(prefix, bech32->data.view()).view()) == lower, "accepted Bech32 is what we write");
  const auto recipient = parse_age_recipient(text);
  if (recipient) static_cast<void>(wrap_for(*recipient, Bytes(kAgeFileKeySize)));
}

void run(ByteView data) {
  if (data.empty()) return;
  if ((data[0] & 1U) != 0) return run_file(data.subspan(1));
  run_text(as_text(data.subspan(1)));
}

}  // namespace
}  // namespace muniment::fuzz

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  muniment::fuzz::run({data, size});
  return 0;
}
