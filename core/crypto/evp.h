// SPDX-License-Identifier: GPL-3.0-or-later
// OpenSSL's objects with an owner, and its algorithms fetched once: fetching costs more than most uses of them.
// Only sources of this folder include it.
#pragma once

#include <memory>

#include <openssl/evp.h>
#include <openssl/kdf.h>

#include "core/crypto/aead.h"

namespace muniment::crypto::evp {

template <auto Free>
struct Freer {
  template <typename T>
  void operator()(T* object) const {
    Free(object);
  }
};
using MdContext = std::unique_ptr<EVP_MD_CTX, Freer<EVP_MD_CTX_free>>;
using CipherContext = std::unique_ptr<EVP_CIPHER_CTX, Freer<EVP_CIPHER_CTX_free>>;
using KdfContext = std::unique_ptr<EVP_KDF_CTX, Freer<EVP_KDF_CTX_free>>;
using Pkey = std::unique_ptr<EVP_PKEY, Freer<EVP_PKEY_free>>;
using PkeyContext = std::unique_ptr<EVP_PKEY_CTX, Freer<EVP_PKEY_CTX_free>>;

// They live as long as the process; thread-safe.
const EVP_CIPHER* cipher(Aead algorithm);
EVP_KDF* hkdf();
EVP_KDF* scrypt();

// For calls that fail only when memory runs out or OpenSSL is broken: ends the process, as nothing can be trusted then.
void must_succeed(int returned);

}  // namespace muniment::crypto::evp
