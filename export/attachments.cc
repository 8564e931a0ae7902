// SPDX-License-Identifier: GPL-3.0-or-later
#include "export/attachments.h"

#include <string>

#include "core/crypto/hash.h"

namespace muniment::exporting {
namespace {

constexpr size_t kPieceBytes = size_t{57} * 1024;

std::string nth_attachment(const ExportItem& item, size_t index) {
  return "attachment " + std::to_string(index + 1) + " of " + to_string(item.number);
}

Result<size_t> fill(io::InputStream& stream, MutableByteView out) {
  size_t filled = 0;
  while (filled < out.size()) {
    MUNIMENT_TRY(const size_t got, stream.read(out.subspan(filled)));
    if (got == 0) break;
    filled += got;
  }
  return filled;
}

}  // namespace

Result<ItemAttachments> open_attachments(const ExportItem& item, const AttachmentSource& source) {
  ItemAttachments opened;
  for (size_t i = 0; i < item.record.attachments.size(); ++i) {
    if (!item.record.attachments[i].is_held()) {
      opened.absent.push_back(i);
      continue;
    }
    auto stream = source(i);
    if (stream) {
      opened.held.push_back({i, std::move(*stream)});
    } else if (stream.error().code == ErrorCode::not_found) {
      opened.absent.push_back(i);
    } else {
      return with_context(std::move(stream).error(), "exporting " + nth_attachment(item, i));
    }
  }
  return opened;
}

Result<void> copy_attachment(const ExportItem& item, OpenAttachment& attachment,
                             const std::function<Result<void>(ByteView)>& sink) {
  crypto::Sha256Stream hash;
  Bytes piece(kPieceBytes);
  while (true) {
    MUNIMENT_TRY(const size_t got, fill(*attachment.stream, piece));
    const ByteView bytes = ByteView(piece).first(got);
    hash.update(bytes);
    if (got > 0) MUNIMENT_TRY_VOID(sink(bytes));
    if (got < piece.size()) break;
  }
  const auto& expected = item.record.attachments[attachment.index].sha256;
  if (!expected || hash.digest() == *expected) return {};
  return make_error(ErrorCode::corrupt, nth_attachment(item, attachment.index) + " is not what was archived")
      .because("the SHA-256 of its bytes is not the one in its record")
      .advise("muniment verify");
}

}  // namespace muniment::exporting
