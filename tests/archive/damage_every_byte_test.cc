// SPDX-License-Identifier: GPL-3.0-or-later
// The whole of what damage_test.cc samples, and the files that not every archive has.
#include "archive/poison.h"
#include "tests/archive/damage_fixture.h"

namespace muniment::archive {
namespace {

class EveryByte : public DamageTest {
 protected:
  void SetUp() override {
    DamageTest::SetUp();
    std::filesystem::create_directories(path() / "ckpt");
    set_content(path() / "ckpt" / "kept.note", content_of(path() / "HEAD"));
    ASSERT_EQ(look(), clean_);
  }
  // Each byte of one file flipped: `notices` must hold every time.
  template <typename Notices>
  static void flip_each_byte_of(const io::Path& file, Notices notices) {
    const Bytes bytes = content_of(file);
    set_content(file, bytes);
    for (uint64_t at = 0; at < bytes.size(); ++at) {
      put_byte(file, at, static_cast<Byte>(bytes[at] ^ (1U << (at % 8))));
      ASSERT_TRUE(notices()) << file << ", byte " << at;
      put_byte(file, at, bytes[at]);
    }
  }
};

TEST_F(EveryByte, WhicheverByteIsFlippedItIsNoticed) { flip_bytes(1); }

// It may not be told from one that the archive wrote, so nobody writes until a person has looked.
TEST_F(EveryByte, OfPoisonIsNoticed) {
  const Poison poison{kBusinessClass, SegmentNo{3}, content_of(segment(3)).size()};
  write_poison(io::posix(), Layout{path()}, poison, reader()->keyring().commit_key().view());
  ASSERT_FALSE(reader()->alarms().empty());
  ASSERT_TRUE(reader()->obstacles().empty());
  flip_each_byte_of(path() / "POISON", [&] { return refusal().code == ErrorCode::corrupt; });
}

// keys/identity.age is not needed by somebody who has the identity itself; that it was changed is told all the same.
TEST_F(EveryByte, OfTheIdentityFileIsNoticed) {
  const io::Path other = dir_ / "with a passphrase";
  CreateOptions options;
  options.name = "test";
  options.scrypt_log_n = 4;
  Unlock unlock;
  unlock.passphrase = SecretBytes(std::string_view("a passphrase"));
  ASSERT_TRUE(archive::create(io::posix(), other, unlock, options, clock_));
  const auto opened = open_identities(io::posix(), Layout{other}, unlock);
  ASSERT_TRUE(opened);
  const auto findings = [&] {
    Identities identities;
    for (const crypto::AgeIdentity& identity : *opened) identities.push_back(identity.clone());
    const auto report = verify_with(io::posix(), Layout{other}, std::move(identities), {}, {});
    return report ? report->findings.size() : size_t{99};
  };
  ASSERT_EQ(findings(), 0U);
  flip_each_byte_of(Layout{other}.identity(), [&] { return findings() > 0; });
}

}  // namespace
}  // namespace muniment::archive
