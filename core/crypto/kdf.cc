// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/crypto/kdf.h"

#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/params.h>

#include "core/crypto/evp.h"

namespace muniment::crypto {
namespace {

constexpr unsigned kMaxLogN = 22;
constexpr uint32_t kBlockSize = 8;
constexpr uint32_t kParallel = 1;

// OpenSSL takes what it only reads without const.
OSSL_PARAM octets(const char* name, ByteView bytes) {
  return OSSL_PARAM_construct_octet_string(name, const_cast<Byte*>(bytes.data()), bytes.size());
}
OSSL_PARAM text(const char* name, const char* value) {
  return OSSL_PARAM_construct_utf8_string(name, const_cast<char*>(value), 0);
}

evp::KdfContext new_context(EVP_KDF* kdf) {
  evp::KdfContext context(EVP_KDF_CTX_new(kdf));
  MUNIMENT_CHECK(context != nullptr, "memory is left for a key derivation");
  return context;
}

SecretBytes derive(EVP_KDF* kdf, const OSSL_PARAM* parameters, size_t length) {
  SecretBytes key(length);
  evp::must_succeed(EVP_KDF_derive(new_context(kdf).get(), key.writable().data(), length, parameters));
  return key;
}

}  // namespace

SecretBytes hkdf_expand_sha512(ByteView key, ByteView info, size_t length) {
  MUNIMENT_CHECK(length > 0 && length <= 255 * 64, "HKDF with SHA-512 gives 1 to 16 320 bytes");
  int mode = EVP_KDF_HKDF_MODE_EXPAND_ONLY;
  const std::array parameters = {text(OSSL_KDF_PARAM_DIGEST, "SHA512"),
                                 OSSL_PARAM_construct_int(OSSL_KDF_PARAM_MODE, &mode), octets(OSSL_KDF_PARAM_KEY, key),
                                 octets(OSSL_KDF_PARAM_INFO, info), OSSL_PARAM_construct_end()};
  return derive(evp::hkdf(), parameters.data(), length);
}

SecretBytes hkdf_sha256(ByteView secret, ByteView salt, ByteView info, size_t length) {
  MUNIMENT_CHECK(length > 0 && length <= 255 * 32, "HKDF with SHA-256 gives 1 to 8 160 bytes");
  static constexpr std::array<Byte, 32> kNoSalt{};  // the same by RFC 5869; OpenSSL 3.0 refuses an empty one
  if (salt.empty()) salt = kNoSalt;
  const std::array parameters = {text(OSSL_KDF_PARAM_DIGEST, "SHA256"), octets(OSSL_KDF_PARAM_KEY, secret),
                                 octets(OSSL_KDF_PARAM_SALT, salt), octets(OSSL_KDF_PARAM_INFO, info),
                                 OSSL_PARAM_construct_end()};
  return derive(evp::hkdf(), parameters.data(), length);
}

Result<SecretBytes> scrypt(ByteView passphrase, ByteView salt, unsigned log_n, size_t length) {
  if (log_n < 1 || log_n > kMaxLogN) {
    return make_error(ErrorCode::invalid_argument,
                      "a scrypt work factor of " + std::to_string(log_n) + " is not supported")
        .because("it is a power of two from 1 to " + std::to_string(kMaxLogN) + "; 22 needs 4 GiB of memory");
  }
  uint64_t n = uint64_t{1} << log_n;
  uint32_t r = kBlockSize;
  uint32_t p = kParallel;
  uint64_t memory = 1024 * (n + 2048);
  const std::array parameters = {
      octets(OSSL_KDF_PARAM_PASSWORD, passphrase),
      octets(OSSL_KDF_PARAM_SALT, salt),
      OSSL_PARAM_construct_uint64(OSSL_KDF_PARAM_SCRYPT_N, &n),
      OSSL_PARAM_construct_uint32(OSSL_KDF_PARAM_SCRYPT_R, &r),
      OSSL_PARAM_construct_uint32(OSSL_KDF_PARAM_SCRYPT_P, &p),
      OSSL_PARAM_construct_uint64(OSSL_KDF_PARAM_SCRYPT_MAXMEM, &memory),
      OSSL_PARAM_construct_end(),
  };
  SecretBytes key(length);
  if (EVP_KDF_derive(new_context(evp::scrypt()).get(), key.writable().data(), length, parameters.data()) == 1) {
    return key;
  }
  ERR_clear_error();
  return make_error(ErrorCode::io, "the passphrase could not be turned into a key")
      .because("scrypt with this work factor needs " + std::to_string((n + 1023) / 1024) + " MiB of free memory");
}

}  // namespace muniment::crypto
