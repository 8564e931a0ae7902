// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/recovery_kit.h"

#include "cli/plain_text.h"
#include "core/base/hex.h"

namespace muniment::cli {
namespace {

std::string head_of(const RecoveryKit& kit) {
  return "# muniment recovery kit\n# archive: " + printable(kit.archive_name) + "  id: " + to_hex(kit.archive_id.view()) +
         "  made at: " + printable(kit.archive_path.string()) +
         "\n# Print it, keep it away from the archive, and delete the file. Whoever has it can read everything.\n"
         "# To use it: muniment --key-file THIS-FILE …\n# public key: " + kit.recipient + "\n";
}

}  // namespace

Result<void> kit_file_must_be_free(const std::string& file) {
  MUNIMENT_TRY(const bool there, io::posix().exists(file));
  if (!there) return {};
  return make_error(ErrorCode::already_exists, "the recovery kit's file exists")
      .at(file).because("nothing was made; a key is never written over something else").advise("name another file");
}

// Written piece by piece, so that no copy of the key is left in memory.
Result<void> write_kit(const std::string& file, const RecoveryKit& kit) {
  MUNIMENT_TRY(const std::unique_ptr<io::File> out, io::posix().create_append(file));
  MUNIMENT_TRY_VOID(out->append(as_bytes(head_of(kit))));
  MUNIMENT_TRY_VOID(out->append(kit.identity.view()));
  MUNIMENT_TRY_VOID(out->append(as_bytes("\n")));
  MUNIMENT_TRY_VOID(out->sync());
  const io::Path folder = io::Path(file).parent_path();
  return io::posix().sync_directory(folder.empty() ? io::Path(".") : folder);
}

}  // namespace muniment::cli
