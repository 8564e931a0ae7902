// SPDX-License-Identifier: GPL-3.0-or-later
#include "archive/proof_text.h"

#include <array>
#include <charconv>
#include <optional>
#include <utility>
#include <vector>

#include "archive/format.h"
#include "core/base/base64.h"
#include "core/base/hex.h"

namespace muniment::archive {
namespace {

constexpr size_t kBlock = size_t{64} << 10;
constexpr uint64_t kLongestLine = kMaxRaw / 3 * 4 + 256;  // one record that fills a frame
constexpr uint64_t kMaxNote = 1U << 20;

Error wrong(std::string why) { return make_error(ErrorCode::corrupt, "the proof is not as it was written").because(std::move(why)); }

// Lines of a stream. Each ends in a line feed, or it is not one.
class Lines {
 public:
  explicit Lines(io::InputStream& in) : in_(in) {}

  // The next line without its line feed; nothing at the end. The view lives until the next call.
  Result<std::optional<std::string_view>> next() {
    ++number_;
    for (size_t looked = at_;;) {
      if (const size_t end = buffer_.find('\n', looked); end != std::string::npos) {
        const std::string_view line = std::string_view(buffer_).substr(at_, end - at_);
        at_ = end + 1;
        return std::optional(line);
      }
      buffer_.erase(0, std::exchange(at_, 0));
      looked = buffer_.size();
      if (looked > kLongestLine) return wrong("a line is longer than the longest record");
      MUNIMENT_TRY(const bool more, fill());
      if (more) continue;
      if (buffer_.empty()) return std::optional<std::string_view>();
      return wrong("it ends in the middle of a line");
    }
  }
  [[nodiscard]] uint64_t number() const { return number_; }

 private:
  Result<bool> fill() {
    std::array<Byte, kBlock> block;
    MUNIMENT_TRY(const size_t got, in_.read(block));
    buffer_.append(as_text(ByteView(block).first(got)));
    return got > 0;
  }

  io::InputStream& in_;
  std::string buffer_;
  size_t at_ = 0;  // where the next line begins
  uint64_t number_ = 0;
};

std::optional<uint64_t> decimal(std::string_view text) {
  uint64_t value = 0;
  const auto [end, trouble] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (trouble != std::errc{} || end != text.data() + text.size() || std::to_string(value) != text) return std::nullopt;
  return value;
}

std::optional<Sha256> hash_of(std::string_view base64) {
  const auto bytes = from_base64(base64);
  return bytes && bytes->size() == 32 ? std::optional(Sha256::from(*bytes)) : std::nullopt;
}

std::optional<Sha256> salt_of(std::string_view hex) {
  const auto bytes = from_hex(hex);
  if (!bytes || bytes->size() != 32 || to_hex(*bytes) != hex) return std::nullopt;
  return Sha256::from(*bytes);
}

std::vector<std::string_view> words_of(std::string_view line) {
  std::vector<std::string_view> words;
  for (size_t space = line.find(' '); space != std::string_view::npos; space = line.find(' ')) {
    words.push_back(line.substr(0, space));
    line.remove_prefix(space + 1);
  }
  words.push_back(line);
  return words;
}

using Words = std::vector<std::string_view>;

// Where in a proof a line may stand: the lines before it decide.
enum Place : unsigned { at_start = 1, after_log = 2, after_entry = 4, after_leaf = 8, after_inner_node = 16, after_tree = 32 };

class ProofReader {
 public:
  ProofReader(io::InputStream& in, ProofSink& parts) : lines_(in), parts_(parts) {}

  Result<void> read() {
    auto magic = lines_.next();
    if (!magic && magic.error().code == ErrorCode::io) return magic.error();
    if (!magic || !*magic || **magic != kProofMagic) {
      return make_error(ErrorCode::unsupported, "this is not a proof")
          .because("its first line is not " + std::string(kProofMagic));
    }
    Result<void> done = read_lines();
    if (!done && done.error().code == ErrorCode::corrupt) {
      return with_context(std::move(done).error(), "line " + std::to_string(lines_.number()));
    }
    return done;
  }

 private:
  using Step = Result<void> (ProofReader::*)(const Words&);
  struct Rule {
    std::string_view word;
    size_t words;      // in the line, with the first
    unsigned after;    // places
    Place to;
    Step step;
  };
  static const std::array<Rule, 6> kRules;

  Result<void> read_lines() {
    for (;;) {
      MUNIMENT_TRY(const auto line, lines_.next());
      if (!line) return wrong("it ends before its checkpoint");
      if (line->empty() && place_ == after_tree) return checkpoint();
      MUNIMENT_TRY_VOID(take(words_of(*line)));
    }
  }

  Result<void> take(const Words& words) {
    for (const Rule& rule : kRules) {
      if (rule.word != words.front() || (rule.after & place_) == 0) continue;
      if (words.size() != rule.words) return wrong("the line has too many or too few words");
      place_ = rule.word == "node" && place_ == after_tree ? after_tree : rule.to;
      return (this->*rule.step)(words);
    }
    return wrong("this line does not belong here");
  }

  Result<void> log(const Words& words) { return parts_.log(words[1]); }

  Result<void> entry(const Words& words) {
    const auto index = decimal(words[1]);
    const auto data = from_base64(words[2]);
    if (!index || !data || data->size() != kEntrySize) return wrong("an entry is a number and the base64 of 96 bytes");
    if (last_entry_ && *index <= *last_entry_) return wrong("entries do not ascend");
    last_entry_ = index;
    last_leaf_.reset();
    return parts_.entry(*index, *data);
  }

  Result<void> ascend(uint64_t i) {
    if (last_leaf_ && i <= *last_leaf_) return wrong("the records of an entry do not ascend");
    last_leaf_ = i;
    return {};
  }

  Result<void> record(const Words& words) {
    const auto i = decimal(words[1]);
    const auto salt = salt_of(words[2]);
    const auto bytes = from_base64(words[3]);
    if (!i || !salt || !bytes) return wrong("a record is a number, 64 hexadecimal digits and base64");
    MUNIMENT_TRY_VOID(ascend(*i));
    return parts_.record(*i, *salt, *bytes);
  }

  Result<void> leaf(const Words& words) {
    const auto i = decimal(words[1]);
    const auto hash = hash_of(words[2]);
    if (!i || !hash) return wrong("a leaf is a number and the base64 of 32 bytes");
    MUNIMENT_TRY_VOID(ascend(*i));
    return parts_.leaf(*i, *hash);
  }

  Result<void> node(const Words& words) {
    const auto hash = hash_of(words[1]);
    return hash ? parts_.node(*hash) : wrong("a node is the base64 of 32 bytes");
  }

  Result<void> tree(const Words&) { return parts_.tree(); }

  Result<void> checkpoint() {
    std::string note;
    for (;;) {
      MUNIMENT_TRY(const auto line, lines_.next());
      if (!line) break;
      note.append(*line).append("\n");
      if (note.size() > kMaxNote) return wrong("its checkpoint is too large");
    }
    if (note.empty()) return wrong("it ends before its checkpoint");
    return parts_.checkpoint(note);
  }

  Lines lines_;
  ProofSink& parts_;
  unsigned place_ = at_start;
  std::optional<uint64_t> last_entry_, last_leaf_;
};

const std::array<ProofReader::Rule, 6> ProofReader::kRules = {{
    {"log", 2, at_start, after_log, &ProofReader::log},
    {"entry", 3, after_log | after_leaf | after_inner_node, after_entry, &ProofReader::entry},
    {"record", 4, after_entry | after_leaf, after_leaf, &ProofReader::record},
    {"leaf", 3, after_entry | after_leaf, after_leaf, &ProofReader::leaf},
    {"node", 2, after_leaf | after_inner_node | after_tree, after_inner_node, &ProofReader::node},
    {"tree", 1, after_leaf | after_inner_node, after_tree, &ProofReader::tree},
}};

}  // namespace

Result<void> ProofText::log(std::string_view key) {
  return write_(std::string(kProofMagic) + "\nlog " + std::string(key) + "\n");
}
Result<void> ProofText::entry(uint64_t index, ByteView data) {
  return write_("entry " + std::to_string(index) + " " + to_base64(data) + "\n");
}
Result<void> ProofText::record(uint64_t i, const Sha256& salt, ByteView record) {
  return write_("record " + std::to_string(i) + " " + to_hex(salt.view()) + " " + to_base64(record) + "\n");
}
Result<void> ProofText::leaf(uint64_t i, const Sha256& hash) {
  return write_("leaf " + std::to_string(i) + " " + to_base64(hash.view()) + "\n");
}
Result<void> ProofText::node(const Sha256& hash) { return write_("node " + to_base64(hash.view()) + "\n"); }
Result<void> ProofText::tree() { return write_("tree\n"); }
Result<void> ProofText::checkpoint(std::string_view note) { return write_("\n" + std::string(note)); }

Result<void> read_proof(io::InputStream& in, ProofSink& parts) { return ProofReader(in, parts).read(); }

}  // namespace muniment::archive
