// SPDX-License-Identifier: GPL-3.0-or-later
#include "archive/frame.h"

#include <algorithm>
#include <cstring>

#include "archive/merkle.h"
#include "core/compress/compress.h"
#include "core/crypto/aead.h"
#include "core/crypto/hash.h"
#include "core/crypto/kdf.h"
#include "core/crypto/random.h"

namespace muniment::archive {
namespace {

constexpr int kZstdLevel = 3;
constexpr size_t kDerived = crypto::kAeadKeySize + crypto::kAeadNonceSize + 32;

Error altered(std::string why) {
  return make_error(ErrorCode::corrupt, "the frame is not what was written").because(std::move(why));
}
Error too_large(std::string what) { return make_error(ErrorCode::invalid_argument, std::move(what)); }

// Key, nonce and commitment of one frame.
struct FrameKeys {
  SecretBytes all;
  [[nodiscard]] ByteView key() const { return all.view().first(crypto::kAeadKeySize); }
  [[nodiscard]] ByteView nonce() const { return all.view().subspan(crypto::kAeadKeySize, crypto::kAeadNonceSize); }
  [[nodiscard]] ByteView commitment() const { return all.view().last(32); }
};

FrameKeys derive_frame_keys(ByteView frame_key, const ArchiveId& archive, ByteView header) {
  std::array<Byte, kFrameLabel.size() + 16 + frame_at::kCommitment> info{};
  std::memcpy(info.data(), kFrameLabel.data(), kFrameLabel.size());
  std::memcpy(info.data() + kFrameLabel.size(), archive.bytes.data(), 16);
  std::memcpy(info.data() + kFrameLabel.size() + 16, header.data(), frame_at::kCommitment);
  return FrameKeys{crypto::hkdf_expand_sha512(frame_key, info, kDerived)};
}

// The leaves of the records of one frame, without an allocation per record.
class LeafHasher {
 public:
  explicit LeafHasher(ByteView frame_key)
      : salts_(crypto::hkdf_expand_sha512(frame_key, as_bytes(kLeafSaltLabel), 32).view()) {}

  Sha256 salt(uint32_t index) {
    std::array<Byte, 4> number{};
    put_le(number, 0, index);
    return salts_.mac(number);
  }

  Sha256 leaf(uint32_t index, ByteView record) {
    const Sha256 salt = this->salt(index);
    input_.resize(33 + record.size());
    input_[0] = 0;
    std::memcpy(input_.data() + 1, salt.bytes.data(), 32);
    if (!record.empty()) std::memcpy(input_.data() + 33, record.data(), record.size());
    return crypto::sha256(input_);
  }

 private:
  crypto::HmacKey salts_;
  Bytes input_;
};

size_t raw_size(std::span<const Bytes> records, std::span<const BlobKey> blobs) {
  size_t size = 8 + blobs.size() * 64;
  for (const Bytes& record : records) size += 4 + record.size();
  return size;
}

Byte* put_block(Byte* to, ByteView block) {
  std::memcpy(to, block.data(), block.size());
  return to + block.size();
}
Byte* put_number(Byte* to, size_t number) {
  const auto value = static_cast<uint32_t>(number);
  std::memcpy(to, &value, sizeof value);
  return to + sizeof value;
}

std::vector<const BlobKey*> sorted(std::span<const BlobKey> blobs) {
  std::vector<const BlobKey*> order;
  for (const BlobKey& blob : blobs) order.push_back(&blob);
  std::sort(order.begin(), order.end(), [](const BlobKey* a, const BlobKey* b) { return a->blob < b->blob; });
  return order;
}

Result<void> check_draft(std::span<const Bytes> records, std::span<const BlobKey> blobs) {
  if (records.empty() || records.size() > kMaxRecords) return too_large("a frame holds 1 to 1048576 records");
  if (blobs.size() > kMaxBlobs) return too_large("a frame refers to at most 1048576 attachments");
  const auto order = sorted(blobs);
  for (size_t i = 0; i < order.size(); ++i) {
    if (order[i]->key.size() != 32) return too_large("the key of an attachment has 32 bytes");
    if (i > 0 && order[i]->blob == order[i - 1]->blob) return too_large("an attachment is listed twice in one frame");
  }
  if (raw_size(records, blobs) > kMaxRaw) return too_large("the records of one frame are larger than 256 MiB");
  return {};
}

// Cursor over the decompressed content.
struct ContentReader {
  ByteView in;
  Result<uint32_t> number() {
    if (in.size() < 4) return altered("its content ends early");
    const auto value = get_le<uint32_t>(in, 0);
    in = in.subspan(4);
    return value;
  }
  Result<ByteView> block(size_t size) {
    if (in.size() < size) return altered("its content ends early");
    const ByteView value = in.first(size);
    in = in.subspan(size);
    return value;
  }
};

Result<std::vector<BlobKey>> read_blobs(ContentReader& content) {
  MUNIMENT_TRY(const uint32_t count, content.number());
  if (content.in.size() != uint64_t{count} * 64) return altered("its list of attachments has the wrong length");
  std::vector<BlobKey> blobs;
  for (uint32_t i = 0; i < count; ++i) {
    MUNIMENT_TRY(const ByteView id, content.block(32));
    MUNIMENT_TRY(const ByteView key, content.block(32));
    blobs.push_back(BlobKey{BlobId::from(id), SecretBytes(key)});
    if (i > 0 && !(blobs[i - 1].blob < blobs[i].blob)) return altered("its list of attachments is out of order");
  }
  return blobs;
}

}  // namespace

struct FrameSealer::State {
  ArchiveId archive;
  Bytes raw;
  SaltSource fill_salt;

  void write_raw(std::span<const Bytes> records, std::span<const BlobKey> blobs) {
    raw.resize(raw_size(records, blobs));
    Byte* to = put_number(raw.data(), records.size());
    for (const Bytes& record : records) to = put_block(put_number(to, record.size()), record);
    to = put_number(to, blobs.size());
    for (const BlobKey* blob : sorted(blobs)) to = put_block(put_block(to, blob->blob.view()), blob->key.view());
  }
};

FrameSealer::FrameSealer(const ArchiveId& archive) : state_(std::make_unique<State>(State{archive, {}, crypto::fill_random})) {}
FrameSealer::~FrameSealer() { wipe(state_->raw); }
void FrameSealer::use_salts_of(SaltSource source) { state_->fill_salt = source; }

Result<Sha256> FrameSealer::seal(FrameHeader header, ByteView frame_key, std::span<const Bytes> records,
                                 std::span<const BlobKey> blobs, Bytes& out) {
  MUNIMENT_TRY_VOID(check_draft(records, blobs));
  state_->write_raw(records, blobs);
  const Bytes packed = compress(state_->raw, kZstdLevel);
  if (packed.size() + crypto::kAeadTagSize > kMaxPayload) return too_large("the frame is larger than 64 MiB when compressed");

  header.type = FrameType::data;
  header.flags = kFlagZstd;
  header.records = static_cast<uint32_t>(records.size());
  header.payload_len = static_cast<uint32_t>(packed.size() + crypto::kAeadTagSize);
  state_->fill_salt(header.salt);
  const FrameKeys keys = derive_frame_keys(frame_key, state_->archive, encode_frame_header(header));
  header.proof = Sha256::from(keys.commitment());
  const HeaderBytes bytes = encode_frame_header(header);
  append(out, ByteView(bytes));
  const size_t at = out.size();
  out.resize(at + header.payload_len);
  crypto::aead_seal_into(crypto::Aead::aes_256_gcm, keys.key(), keys.nonce(), ByteView(bytes).first(frame_at::kCrc),
                         packed, MutableByteView(out).subspan(at));

  const std::vector<ByteView> views(records.begin(), records.end());
  return inner_root(frame_key, views);
}

Result<OpenedFrame> open_frame(ByteView frame, const ArchiveId& archive, ByteView frame_key) {
  MUNIMENT_TRY(const FrameHeader header, decode_frame_header(frame));
  if (header.type != FrameType::data || frame.size() != kFrameHeader + header.payload_len) {
    return altered("it is not a DATA frame of the length that its header says");
  }
  const ByteView bytes = frame.first(kFrameHeader);
  const FrameKeys keys = derive_frame_keys(frame_key, archive, bytes);
  if (!crypto::equal_constant_time(keys.commitment(), header.proof.view())) return altered("its key commitment is wrong");
  auto packed = crypto::aead_open(crypto::Aead::aes_256_gcm, keys.key(), keys.nonce(), bytes.first(frame_at::kCrc),
                                  frame.subspan(kFrameHeader));
  if (!packed) return altered("authentication failed");
  auto raw = decompress(*packed, kMaxRaw);
  if (!raw) return altered(raw.error().why);
  return parse_frame_content(std::move(*raw), header.records);
}

Result<OpenedFrame> parse_frame_content(Bytes content_bytes, uint32_t records) {
  OpenedFrame frame;
  frame.storage = std::move(content_bytes);
  ContentReader content{frame.storage};
  MUNIMENT_TRY(const uint32_t count, content.number());
  if (count != records) return altered("its number of records is not the header's");
  frame.records.reserve(std::min<size_t>(count, content.in.size() / 4));
  for (uint32_t i = 0; i < count; ++i) {
    MUNIMENT_TRY(const uint32_t size, content.number());
    MUNIMENT_TRY(const ByteView record, content.block(size));
    frame.records.push_back(record);
  }
  MUNIMENT_TRY(frame.blobs, read_blobs(content));
  return frame;
}

Sha256 inner_root(ByteView frame_key, std::span<const ByteView> records) {
  LeafHasher hasher(frame_key);
  std::vector<Sha256> leaves(records.size());
  for (size_t i = 0; i < records.size(); ++i) leaves[i] = hasher.leaf(static_cast<uint32_t>(i), records[i]);
  return merkle_root(std::move(leaves));
}

std::vector<Sha256> leaf_salts(ByteView frame_key, uint32_t records) {
  LeafHasher hasher(frame_key);
  std::vector<Sha256> salts(records);
  for (uint32_t i = 0; i < records; ++i) salts[i] = hasher.salt(i);
  return salts;
}

}  // namespace muniment::archive
