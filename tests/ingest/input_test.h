// SPDX-License-Identifier: GPL-3.0-or-later
// For tests of containers: zips written by hand, so that they can be wrong in any way, and a folder to put things in.
#pragma once

#include <filesystem>
#include <fstream>
#include <optional>
#include <string>

#include <gtest/gtest.h>

#include "tests/ingest/reading.h"

namespace muniment::ingest {

template <typename Integer>
std::string le(Integer value) {
  Bytes bytes;
  append_le(bytes, value);
  return std::string(as_text(bytes));
}

inline uint32_t crc32_of(std::string_view text) {
  uint32_t crc = ~0U;
  for (const char c : text) {
    crc ^= static_cast<unsigned char>(c);
    for (int i = 0; i < 8; ++i)
      crc = (crc >> 1) ^ ((crc & 1U) != 0 ? 0xEDB88320U : 0U);
  }
  return ~crc;
}

struct ZipPiece {
  std::string name;
  std::string stored;  // the bytes that stand in the zip
  uint16_t flags = 0;
  uint16_t method = 0;
  std::optional<uint64_t> claimed_size = std::nullopt;  // else that of `stored`
  std::optional<uint32_t> crc = std::nullopt;
  std::string extra = {};  // of the directory's entry
  uint16_t made_by = 20;
  uint32_t attributes = 0;
  std::optional<size_t> header_of = std::nullopt;  // which piece's header it claims
};

class ZipText {
 public:
  ZipText& add(const std::string& name, const std::string& content, uint16_t flags = 0) {
    return add(ZipPiece{name, content, flags});
  }
  ZipText& add(const ZipPiece& piece) {
    const auto size = static_cast<uint32_t>(piece.claimed_size.value_or(piece.stored.size()));
    const std::string about =
        le(piece.flags) + le(piece.method) + le<uint32_t>(0) + le(piece.crc.value_or(crc32_of(piece.stored))) +
        le(static_cast<uint32_t>(piece.stored.size())) + le(size) + le(static_cast<uint16_t>(piece.name.size()));
    const size_t at = piece.header_of ? headers_.at(*piece.header_of) : members_.size();
    directory_ += "PK\x01\x02" + le(piece.made_by) + le<uint16_t>(20) + about +
                  le(static_cast<uint16_t>(piece.extra.size())) + le<uint16_t>(0) + le<uint16_t>(0) + le<uint16_t>(0) +
                  le(piece.attributes) + le(static_cast<uint32_t>(at)) + piece.name + piece.extra;
    headers_.push_back(members_.size());
    members_ += "PK\x03\x04" + le<uint16_t>(20) + about + le<uint16_t>(0) + piece.name + piece.stored;
    ++count_;
    return *this;
  }
  [[nodiscard]] std::string bytes() const {
    return members_ + directory_ + "PK\x05\x06" + le<uint32_t>(0) + le(count_) + le(count_) +
           le(static_cast<uint32_t>(directory_.size())) + le(static_cast<uint32_t>(members_.size())) + le<uint16_t>(0);
  }

 private:
  std::string members_, directory_;
  std::vector<size_t> headers_;
  uint16_t count_ = 0;
};

class InputTest : public testing::Test {
 protected:
  InputTest() : top_(std::filesystem::path(testing::TempDir()) / name_of_case()) {
    std::filesystem::remove_all(top_);
    std::filesystem::create_directories(top_);
  }
  ~InputTest() override { std::filesystem::remove_all(top_); }

  std::string write(const std::string& name, const std::string& content) const {
    std::filesystem::create_directories((top_ / name).parent_path());
    std::ofstream(top_ / name, std::ios::binary) << content;
    return (top_ / name).string();
  }
  static std::unique_ptr<SourceInput> open(const std::string& path) {
    auto input = SourceInput::open(io::posix(), path);
    EXPECT_TRUE(input) << path;
    return input ? std::move(*input) : nullptr;
  }
  static Reading read(const std::string& path) {
    return read_input("whatsapp-txt", SourceInput::open(io::posix(), path));
  }
  static std::vector<std::string> names(const SourceInput& input) {
    std::vector<std::string> all;
    for (const Member& member : input.members())
      all.push_back(member.name);
    return all;
  }
  static std::string content(Result<std::unique_ptr<io::InputStream>> stream) {
    if (!stream) return "cannot open";
    const auto bytes = io::read_all(**stream, 1U << 20);
    return bytes ? std::string(as_text(*bytes)) : "cannot read";
  }

  std::filesystem::path top_;

 private:
  static std::string name_of_case() {
    const auto* const unit = testing::UnitTest::GetInstance();
    return "muniment_input_" + std::to_string(unit->random_seed()) + "_" +
           unit->current_test_info()->test_suite_name() + "_" + unit->current_test_info()->name();
  }
};

}  // namespace muniment::ingest
