// SPDX-License-Identifier: GPL-3.0-or-later
#include "export/xlsx/zip_file.h"

#include <archive.h>
#include <archive_entry.h>

#include <memory>

namespace muniment::exporting {
namespace {

struct FreeArchive {
  void operator()(archive* a) const { archive_write_free(a); }
};
struct FreeEntry {
  void operator()(archive_entry* e) const { archive_entry_free(e); }
};

la_ssize_t append_to(archive*, void* out, const void* bytes, size_t size) {
  static_cast<std::string*>(out)->append(static_cast<const char*>(bytes), size);
  return static_cast<la_ssize_t>(size);
}

Error failed(archive* a) {
  const char* const why = archive_error_string(a);
  return make_error(ErrorCode::internal, "a zip file could not be made").because(why != nullptr ? why : "no reason given");
}

Result<void> add_member(archive* a, const std::string& name, const std::string& content) {
  const std::unique_ptr<archive_entry, FreeEntry> entry(archive_entry_new());
  archive_entry_set_pathname(entry.get(), name.c_str());
  archive_entry_set_filetype(entry.get(), AE_IFREG);
  archive_entry_set_perm(entry.get(), 0644);
  archive_entry_set_size(entry.get(), static_cast<la_int64_t>(content.size()));
  if (archive_write_header(a, entry.get()) != ARCHIVE_OK) return failed(a);
  if (archive_write_data(a, content.data(), content.size()) != static_cast<la_ssize_t>(content.size())) return failed(a);
  return archive_write_finish_entry(a) == ARCHIVE_OK ? Result<void>() : failed(a);
}

}  // namespace

Result<std::string> zip_file(const ZipMembers& members) {
  const std::unique_ptr<archive, FreeArchive> a(archive_write_new());
  std::string out;
  archive_write_set_bytes_per_block(a.get(), 0);
  if (archive_write_set_format_zip(a.get()) != ARCHIVE_OK || archive_write_open(a.get(), &out, nullptr, append_to, nullptr) != ARCHIVE_OK) {
    return failed(a.get());
  }
  for (const auto& [name, content] : members) MUNIMENT_TRY_VOID(add_member(a.get(), name, content));
  if (archive_write_close(a.get()) != ARCHIVE_OK) return failed(a.get());
  return out;
}

}  // namespace muniment::exporting
