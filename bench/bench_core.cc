// SPDX-License-Identifier: GPL-3.0-or-later
// What every message goes through on its way in: UTF-8 check, encoding, keyed hash, sealing of a 64 KiB frame.
#include <benchmark/benchmark.h>

#include <string>

#include "core/base/utf8.h"
#include "core/crypto/aead.h"
#include "core/crypto/hash.h"
#include "core/model/codec.h"

namespace muniment {
namespace {

constexpr size_t kFrameSize = 64 * 1024;

Record chat_message() {
  Record record;
  record.source_id = "whatsapp:+447700900123";
  record.source_message_id = "3EB0C767D097B7C7A4B8";
  record.conversation = "447700900123-1577836800@g.us";
  record.sender = "+447700900456";
  record.text = "keep this invoice off book, falls ich später frage 👍";
  record.raw = Bytes(170, 0x20);
  return record;
}

void check_utf8(benchmark::State& state) {
  const std::string text = *chat_message().text;
  for (auto _ : state) {
    benchmark::DoNotOptimize(is_valid_utf8(text));
  }
  state.SetBytesProcessed(state.iterations() * static_cast<int64_t>(text.size()));
}
BENCHMARK(check_utf8);

void encode_record(benchmark::State& state) {
  const Record record = chat_message();
  Bytes out;
  for (auto _ : state) {
    out.clear();
    encode_into(record, out);
    benchmark::DoNotOptimize(out.data());
  }
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(encode_record);

void decode_a_record(benchmark::State& state) {
  const Bytes encoded = encode(chat_message());
  for (auto _ : state) {
    benchmark::DoNotOptimize(decode_record(encoded));
  }
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(decode_a_record);

void identity_hmac(benchmark::State& state) {
  const Bytes key(32, 7);
  const Bytes message(120, 9);
  crypto::HmacKey hmac(key);
  for (auto _ : state) {
    benchmark::DoNotOptimize(hmac.mac(message));
  }
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(identity_hmac);

void seal_frame(benchmark::State& state) {
  const Bytes key(crypto::kAeadKeySize, 7);
  const Bytes nonce(crypto::kAeadNonceSize, 1);
  const Bytes plain(kFrameSize, 5);
  for (auto _ : state) {
    benchmark::DoNotOptimize(crypto::aead_seal(crypto::Aead::aes_256_gcm, key, nonce, {}, plain));
  }
  state.SetBytesProcessed(state.iterations() * static_cast<int64_t>(kFrameSize));
}
BENCHMARK(seal_frame);

}  // namespace
}  // namespace muniment
