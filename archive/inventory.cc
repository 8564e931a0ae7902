// SPDX-License-Identifier: GPL-3.0-or-later
#include "archive/inventory.h"

#include <algorithm>

#include "archive/access_spool.h"
#include "archive/blob.h"

namespace muniment::archive {
namespace {

FileRole role_at_root(std::string_view name) {
  if (name == "archive.note") return FileRole::note;
  if (name == "LOCK") return FileRole::lock;
  if (name == "POISON") return FileRole::poison;
  if (name == "HEAD") return FileRole::head;
  return name.ends_with(".tmp") ? FileRole::temporary : FileRole::foreign;
}

FileRole role_of_key(std::string_view name) {
  if (name == "identity.age") return FileRole::identity;
  if (name == "log.age") return FileRole::log_key;
  if (epoch_of_name(name)) return FileRole::ring;
  return name.ends_with(".tmp") ? FileRole::temporary : FileRole::foreign;
}

FileRole role_of_blob(std::string_view directory, std::string_view name) {
  if (directory == "blob") return is_blob_temporary(name) ? FileRole::temporary : FileRole::foreign;
  const bool in_place = blob_of_name(name) && directory == "blob/" + std::string(name.substr(0, 2));
  return in_place ? FileRole::blob : FileRole::foreign;
}

FileRole role_of_spool(std::string_view name) {
  if (is_spool_name(name)) return FileRole::spool;
  return is_spool_temporary(name) ? FileRole::temporary : FileRole::foreign;
}

FileRole role_of(const std::string& directory, const std::string& name) {
  if (directory.empty()) return role_at_root(name);
  if (directory == "keys") return role_of_key(name);
  if (directory == "ckpt") return name.ends_with(".note") ? FileRole::checkpoint : FileRole::foreign;
  if (directory == "spool/access") return role_of_spool(name);
  if (directory.starts_with("seg/")) {
    return class_of_name(directory.substr(4)) && segment_of_name(name) ? FileRole::segment : FileRole::foreign;
  }
  if (directory == "blob" || directory.starts_with("blob/")) return role_of_blob(directory, name);
  const std::string top = directory.substr(0, directory.find('/'));
  if (top == "damaged") return FileRole::set_aside;
  return top == "idx" || top == "cat" || top == "log" ? FileRole::derived : FileRole::foreign;
}

Result<void> walk(io::FileSystem& fs, const Layout& layout, const std::string& directory, std::vector<FoundFile>& into) {
  MUNIMENT_TRY(const auto entries, fs.list(layout.root / directory));
  for (const io::DirectoryEntry& entry : entries) {
    const std::string shown = directory.empty() ? entry.name : directory + "/" + entry.name;
    if (entry.kind == io::FileKind::directory) {
      MUNIMENT_TRY_VOID(walk(fs, layout, shown, into));
      continue;
    }
    FoundFile file{layout.root / shown, shown, role_of(directory, entry.name), 0};
    if (entry.kind == io::FileKind::other) {
      file.role = FileRole::foreign;
    } else if (const auto opened = fs.open_read(file.path)) {
      MUNIMENT_TRY(file.size, (*opened)->size());
    }
    into.push_back(std::move(file));
  }
  return {};
}

}  // namespace

Result<std::vector<FoundFile>> take_inventory(io::FileSystem& fs, const Layout& layout) {
  std::vector<FoundFile> files;
  MUNIMENT_TRY_VOID(walk(fs, layout, "", files));
  std::sort(files.begin(), files.end(), [](const FoundFile& a, const FoundFile& b) { return a.shown < b.shown; });
  return files;
}

}  // namespace muniment::archive
