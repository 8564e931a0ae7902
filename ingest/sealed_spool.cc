// SPDX-License-Identifier: GPL-3.0-or-later
#include "ingest/sealed_spool.h"

#include <cstdlib>
#include <string>
#include <utility>

#include "core/base/hex.h"
#include "core/crypto/random.h"

namespace muniment::ingest {
namespace {

constexpr size_t kWrittenAtOnce = size_t{256} << 10;
constexpr std::string_view kContext = "mun1/ingest-spool";

io::Path new_path() {
  const char* const named = std::getenv("TMPDIR");
  const io::Path folder = named != nullptr && *named != '\0' ? named : "/var/tmp";
  return folder / ("muniment-spool-" + to_hex(crypto::random_secret(16).view()));
}

}  // namespace

SealedSpool::SealedSpool(std::unique_ptr<io::File> to_write, std::shared_ptr<const io::File> to_read)
    : key_(crypto::random_secret(32)), to_write_(std::move(to_write)), to_read_(std::move(to_read)),
      writer_(key_.view(), as_bytes(kContext), [this](ByteView sealed) {
        muniment::append(sealed_, sealed);
        return sealed_.size() >= kWrittenAtOnce ? flush() : Result<void>();
      }) {}

Result<std::unique_ptr<SealedSpool>> SealedSpool::create() {
  const io::Path path = new_path();
  MUNIMENT_TRY(auto to_write, io::posix().create_append(path));
  auto to_read = io::posix().open_read(path);
  MUNIMENT_TRY_VOID(io::posix().remove(path));
  if (!to_read) return std::move(to_read).error();
  return std::unique_ptr<SealedSpool>(new SealedSpool(std::move(to_write), std::move(to_read).value()));
}

Result<void> SealedSpool::append(ByteView bytes) { return writer_.write(bytes); }

Result<void> SealedSpool::flush() {
  MUNIMENT_TRY_VOID(to_write_->append(sealed_));
  sealed_.clear();
  return {};
}

Result<StreamOpener> SealedSpool::finish() {
  MUNIMENT_TRY_VOID(writer_.finish());
  MUNIMENT_TRY_VOID(flush());
  MUNIMENT_TRY(auto reader, crypto::ChunkedReader::open(to_read_, key_.view(), as_bytes(kContext)));
  const std::shared_ptr<const crypto::ChunkedReader> shared = std::move(reader);
  return StreamOpener([shared]() -> Result<std::unique_ptr<io::InputStream>> { return crypto::stream_of(shared); });
}

}  // namespace muniment::ingest
