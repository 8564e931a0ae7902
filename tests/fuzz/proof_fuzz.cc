// SPDX-License-Identifier: GPL-3.0-or-later
// Proofs of any bytes: what is read and written again is the same bytes, however the stream is chopped; what is verified
// was read to its end; a refusal says why.
#include <algorithm>
#include <string>

#include "archive/proof.h"
#include "core/base/check.h"
#include "core/io/input_stream.h"

namespace muniment::fuzz {
namespace {

using archive::ProofVerdict;

// Hands out one byte, then two, then three…
class Choppy final : public io::InputStream {
 public:
  explicit Choppy(ByteView bytes) : left_(bytes) {}
  Result<size_t> read(MutableByteView out) override {
    const size_t size = std::min({++piece_ % 7 + 1, out.size(), left_.size()});
    std::copy_n(left_.begin(), size, out.begin());
    left_ = left_.subspan(size);
    return size;
  }

 private:
  ByteView left_;
  size_t piece_ = 0;
};

struct Copy {
  bool accepted = false;
  std::string text;
};
Copy copy_of(io::InputStream& in) {
  Copy copy;
  archive::ProofText out([&copy](std::string_view part) {
    copy.text += part;
    return Result<void>();
  });
  const Result<void> read = archive::read_proof(in, out);
  copy.accepted = read.has_value();
  MUNIMENT_CHECK(read || !read.error().why.empty(), "a refusal says why");
  return copy;
}

void run(ByteView data) {
  const auto whole = io::input_from_bytes(to_bytes(data));
  const Copy copy = copy_of(*whole);
  MUNIMENT_CHECK(!copy.accepted || copy.text == as_text(data), "a proof that is read is written again as the same bytes");
  MUNIMENT_CHECK(as_text(data).starts_with(std::string_view(copy.text).substr(0, copy.text.rfind('\n') + 1)),
                 "what was read before a refusal stands in the file");
  Choppy choppy(data);
  const Copy again = copy_of(choppy);
  MUNIMENT_CHECK(again.accepted == copy.accepted && again.text == copy.text, "the size of the pieces does not matter");

  uint64_t shown = 0;
  const auto in = io::input_from_bytes(to_bytes(data));
  const auto check = archive::check_proof(*in, {}, [&shown](const archive::ProvenRecord&) { ++shown; });
  MUNIMENT_CHECK(check.has_value(), "bytes in memory can be read");
  const bool verified = check->verdict == ProofVerdict::verified;
  MUNIMENT_CHECK(!verified || copy.accepted, "what is verified has the form of a proof");
  MUNIMENT_CHECK(verified == check->reason.empty(), "what is not verified has a reason");
  MUNIMENT_CHECK(shown == check->facts.records && check->facts.withheld <= shown, "what is shown is counted");
}

}  // namespace
}  // namespace muniment::fuzz

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  muniment::fuzz::run({data, size});
  return 0;
}
