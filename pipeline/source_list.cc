// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/source_list.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <string_view>

#include "ingest/member_names.h"
#include "ingest/registry.h"

namespace muniment::pipeline {
namespace {

std::string extension_of(const std::string& name) {
  std::string extension = io::Path(name).extension().string();
  std::ranges::transform(extension, extension.begin(),
                         [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return extension;
}

bool is_one_of(const std::string& extension, std::initializer_list<std::string_view> wanted) {
  return std::ranges::find(wanted, extension) != wanted.end();
}

struct Folder {
  std::vector<std::string> texts, others, bodies, folders;  // full paths
};

Result<Folder> look_into(io::FileSystem& fs, const io::Path& path) {
  Folder folder;
  MUNIMENT_TRY(const auto entries, fs.list(path));
  for (const io::DirectoryEntry& entry : entries) {
    if (entry.name.starts_with('.')) continue;
    const std::string full = (path / entry.name).string();
    const std::string extension = extension_of(entry.name);
    if (entry.kind == io::FileKind::directory) folder.folders.push_back(full);
    if (entry.kind != io::FileKind::regular) continue;
    if (extension == ".txt") folder.texts.push_back(full);
    if (is_one_of(extension, {".zip", ".jsonl", ".ndjson"})) folder.others.push_back(full);
    if (extension == ".json") folder.bodies.push_back(full);
  }
  std::ranges::sort(folder.folders, ingest::comes_before);
  return folder;
}

bool is_a_source(io::FileSystem& fs, const std::string& file) {
  auto input = ingest::SourceInput::open(fs, file);
  return input && ingest::detect_format(**input).has_value();
}

// One text and nothing else; or several files of which one text alone is a source: the others were sent in the chat, as
// notes.txt or an archive. A file that is called like an export is one, whatever is wrong with it.
bool is_one_chat(io::FileSystem& fs, const Folder& folder, const std::vector<std::string>& files) {
  if (folder.texts.empty() || files.size() == 1) return folder.texts.size() == files.size();
  size_t sources = 0, texts = 0;
  for (const std::string& file : files) {
    const std::string stem = io::Path(file).stem().string();
    const bool text = extension_of(file) == ".txt";
    if (!ingest::chat_name_in(stem) && !is_a_source(fs, file)) continue;
    ++sources;
    texts += text ? 1 : 0;
    if (sources > 1) return false;
  }
  return texts == 1;
}

constexpr unsigned kDeepest = 16;

// Nothing but .json files, here and below: then what one of them is, all are.
Result<bool> holds_only_bodies(io::FileSystem& fs, const Folder& folder, unsigned depth) {
  if (depth > kDeepest || !folder.texts.empty() || !folder.others.empty()) return false;
  for (const std::string& below : folder.folders) {
    MUNIMENT_TRY(const Folder inside, look_into(fs, below));
    MUNIMENT_TRY(const bool only_bodies, holds_only_bodies(fs, inside, depth + 1));
    if (!only_bodies) return false;
  }
  return true;
}

Result<void> add_folder(io::FileSystem& fs, const io::Path& path, unsigned depth, std::vector<std::string>& sources) {
  if (depth > kDeepest) {
    return make_error(ErrorCode::invalid_argument, "folders are nested too deeply").at(path.string()).numbered(2003);
  }
  MUNIMENT_TRY(const Folder folder, look_into(fs, path));
  MUNIMENT_TRY(const bool only_bodies, holds_only_bodies(fs, folder, depth));
  if (only_bodies && is_a_source(fs, path.string())) {
    sources.push_back(path.string());
    return {};
  }
  std::vector<std::string> files = folder.texts;
  files.insert(files.end(), folder.others.begin(), folder.others.end());
  std::ranges::sort(files, ingest::comes_before);
  const bool bodies_alone = files.empty() && !folder.bodies.empty();
  if (!bodies_alone && is_one_chat(fs, folder, files)) {
    sources.push_back(path.string());  // a chat with its media, which may stand in sub-folders
    return {};
  }
  for (const std::string& body : folder.bodies) {
    if (is_a_source(fs, body)) files.push_back(body);
  }
  std::ranges::sort(files, ingest::comes_before);
  sources.insert(sources.end(), files.begin(), files.end());
  for (const std::string& below : folder.folders)
    MUNIMENT_TRY_VOID(add_folder(fs, below, depth + 1, sources));
  return {};
}

// Of several chats in a zip each is a source: its folder, if it is the only one in there, else the text itself.
std::vector<std::string> parts_of(const ingest::SourceInput& input, const std::vector<size_t>& chats) {
  std::vector<std::string> parts;
  for (const size_t chat : chats) {
    const std::string& name = input.members()[chat].name;
    const std::string folder(ingest::folder_of(name));
    const auto lies_in_it = [&](size_t other) { return input.members()[other].name.starts_with(folder + "/"); };
    const bool alone = !folder.empty() && std::ranges::count_if(chats, lies_in_it) == 1;
    parts.push_back(input.path() + "/" + (alone ? folder : name));
  }
  std::ranges::sort(parts, ingest::comes_before);
  return parts;
}

// What cannot be opened or recognised stays as it is: whoever reads it says what is wrong.
void add_file(io::FileSystem& fs, const std::string& path, std::vector<std::string>& sources) {
  const auto parts = [&]() -> std::vector<std::string> {
    if (fs.list(path)) return {};
    const auto input = ingest::SourceInput::open(fs, path);
    if (!input || !(*input)->is_container()) return {};
    const auto format = ingest::detect_format(**input);
    if (!format || (*format)->sources_in == nullptr) return {};
    const auto chats = (*format)->sources_in(**input);
    return chats && chats->size() > 1 ? parts_of(**input, *chats) : std::vector<std::string>{};
  }();
  if (parts.empty()) sources.push_back(path);
  sources.insert(sources.end(), parts.begin(), parts.end());
}

Result<bool> is_folder(io::FileSystem& fs, const std::string& path) {
  std::error_code trouble;
  const auto status = std::filesystem::status(path, trouble);
  if (!std::filesystem::exists(status)) {
    if (ingest::SourceInput::open(fs, path)) return false;  // a part of a zip
    return make_error(ErrorCode::not_found, "no such file or folder").at(path).advise("check the path").numbered(2001);
  }
  return std::filesystem::is_directory(status);
}

}  // namespace

Result<std::vector<std::string>> list_sources(io::FileSystem& fs, const std::vector<std::string>& paths) {
  std::vector<std::string> sources;
  for (const std::string& path : paths) {
    if (path == "-") {
      sources.push_back(path);
      continue;
    }
    MUNIMENT_TRY(const bool folder, is_folder(fs, path));
    if (!folder) {
      add_file(fs, path, sources);
      continue;
    }
    std::vector<std::string> found;
    MUNIMENT_TRY_VOID(add_folder(fs, path, 0, found));
    for (const std::string& file : found)
      add_file(fs, file, sources);
    if (!found.empty()) continue;
    return make_error(ErrorCode::invalid_argument, "nothing to read in this folder")
        .because("it has no .txt, .zip, .jsonl, .ndjson or .json file that is known, and neither have its sub-folders")
        .advise("name the files themselves, and their format with --from")
        .at(path)
        .numbered(2002);
  }
  return sources;
}

}  // namespace muniment::pipeline
