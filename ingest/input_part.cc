// SPDX-License-Identifier: GPL-3.0-or-later
#include <optional>

#include "ingest/inputs.h"
#include "ingest/member_names.h"

namespace muniment::ingest {
namespace {

struct Scope {
  std::vector<Member> members;  // named as seen from the part's folder
  std::vector<size_t> numbers;  // what the whole calls them
};

Scope below(const SourceInput& whole, const std::string& folder, bool with_folders) {
  Scope scope;
  const std::string start = folder.empty() ? "" : folder + "/";
  for (size_t i = 0; i < whole.members().size(); ++i) {
    const Member& member = whole.members()[i];
    if (!member.name.starts_with(start)) continue;
    std::string name = member.name.substr(start.size());
    if (!with_folders && name.find('/') != std::string::npos) continue;
    scope.members.push_back({std::move(name), member.size_bytes});
    scope.numbers.push_back(i);
  }
  return scope;
}

// A folder inside a container: a container of its own.
class FolderPart : public SourceInput {
 public:
  FolderPart(std::unique_ptr<SourceInput> whole, const std::string& inside, Scope scope)
      : whole_(std::move(whole)),
        path_(whole_->path() + "/" + inside),
        scope_(std::move(scope)),
        index_(scope_.members) {}

  [[nodiscard]] const std::string& path() const override { return path_; }
  [[nodiscard]] bool seekable() const override { return true; }
  [[nodiscard]] bool is_container() const override { return true; }
  [[nodiscard]] const std::vector<Member>& members() const override { return scope_.members; }
  Result<std::unique_ptr<io::InputStream>> open_member(size_t i) override {
    return whole_->open_member(scope_.numbers.at(i));
  }
  [[nodiscard]] StreamOpener opener_of(size_t i) const override { return whole_->opener_of(scope_.numbers.at(i)); }
  Sibling beside(size_t index, std::string_view relative) override {
    const auto found = index_.find_beside(folder_of(scope_.members.at(index).name), relative);
    return found ? Sibling{found, opener_of(*found)} : Sibling{};
  }

 private:
  std::unique_ptr<SourceInput> whole_;
  std::string path_;
  Scope scope_;
  MemberIndex index_;
};

// A file inside a container, with what stands in the same folder beside it: like a plain file on disk.
class FilePart final : public SourceInput {
 public:
  FilePart(std::unique_ptr<SourceInput> whole, const std::string& inside, size_t number)
      : whole_(std::move(whole)),
        path_(whole_->path() + "/" + inside),
        number_(number),
        members_{{std::string(file_name_of(inside)), whole_->members().at(number).size_bytes}},
        scope_(below(*whole_, std::string(folder_of(inside)), false)),
        index_(scope_.members) {}

  [[nodiscard]] const std::string& path() const override { return path_; }
  [[nodiscard]] bool seekable() const override { return true; }
  [[nodiscard]] bool is_container() const override { return false; }
  [[nodiscard]] const std::vector<Member>& members() const override { return members_; }
  Result<std::unique_ptr<io::InputStream>> open_member(size_t) override { return whole_->open_member(number_); }
  [[nodiscard]] StreamOpener opener_of(size_t) const override { return {}; }
  Sibling beside(size_t, std::string_view relative) override {
    const auto found = index_.find_beside("", relative);
    return found ? Sibling{std::nullopt, whole_->opener_of(scope_.numbers[*found])} : Sibling{};
  }

 private:
  std::unique_ptr<SourceInput> whole_;
  std::string path_;
  size_t number_;
  std::vector<Member> members_;
  Scope scope_;
  MemberIndex index_;
};

}  // namespace

Result<std::unique_ptr<SourceInput>> open_part(std::unique_ptr<SourceInput> whole, const std::string& inside) {
  for (size_t i = 0; i < whole->members().size(); ++i) {
    if (whole->members()[i].name == inside)
      return std::unique_ptr<SourceInput>(std::make_unique<FilePart>(std::move(whole), inside, i));
  }
  Scope scope = below(*whole, inside, true);
  if (!scope.members.empty())
    return std::unique_ptr<SourceInput>(std::make_unique<FolderPart>(std::move(whole), inside, std::move(scope)));
  return make_error(ErrorCode::not_found, "there is no such file or folder in the zip file")
      .because("looked for \"" + inside + "\"")
      .advise("check the spelling, or name the zip file itself")
      .at(whole->path());
}

}  // namespace muniment::ingest
