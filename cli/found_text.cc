// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/found_text.h"

#include <algorithm>
#include <functional>
#include <numeric>
#include <set>
#include <span>
#include <unordered_map>
#include <utility>
#include <vector>

#include "cli/json_text.h"
#include "cli/plain_text.h"
#include "cli/session.h"
#include "cli/terminal.h"

namespace muniment::cli {
namespace {

using pipeline::FoundMessages;
using pipeline::MessageView;
using pipeline::SearchAnswer;

constexpr size_t kReadAtOnce = 4'096;      // views
constexpr size_t kPrintedAtOnce = 65'536;  // lines
constexpr size_t kPeopleShown = 3;

// Reads places in stretches. An answer that is no longer than one is read once, however often it is asked for.
class Reader {
 public:
  Reader(FoundMessages& found, size_t size) : found_(found), size_(size) {}

  Result<void> each(std::span<const uint32_t> places, const std::function<void(uint32_t, const MessageView&)>& take) {
    for (size_t begin = 0; begin < places.size(); begin += kReadAtOnce) {
      const auto stretch = places.subspan(begin, std::min(kReadAtOnce, places.size() - begin));
      MUNIMENT_TRY_VOID(read(stretch));
      for (size_t i = 0; i < stretch.size(); ++i) take(stretch[i], views_[is_whole() ? stretch[i] : i]);
    }
    return {};
  }

  // In the order of the answer.
  Result<void> all(const std::function<void(uint32_t, const MessageView&)>& take) {
    std::vector<uint32_t> places(std::min(kReadAtOnce, size_));
    for (size_t begin = 0; begin < size_; begin += places.size()) {
      places.resize(std::min(kReadAtOnce, size_ - begin));
      std::iota(places.begin(), places.end(), static_cast<uint32_t>(begin));
      MUNIMENT_TRY_VOID(each(places, take));
    }
    return {};
  }

 private:
  [[nodiscard]] bool is_whole() const { return size_ <= kReadAtOnce; }

  Result<void> read(std::span<const uint32_t> places) {
    if (!is_whole()) {
      MUNIMENT_TRY(views_, found_.read(places));
    } else if (views_.empty()) {
      MUNIMENT_TRY(views_, found_.read_all());
    }
    return {};
  }

  FoundMessages& found_;
  const size_t size_;
  std::vector<MessageView> views_;
};

// A conversation's part of the answer.
struct Group {
  std::string id, title;
  size_t hits = 0;
};

// What is aligned with one another: a conversation's hits, or with context what stands around a hit.
struct Part {
  uint32_t group = 0;
  TableWidths widths;
};

class FoundText {
 public:
  FoundText(const SearchAnswer& answer, FoundMessages& found, const Layout& layout)
      : answer_(answer), found_(found), layout_(layout), reader_(found, answer.found.size()), part_of_(answer.found.size()) {}

  Result<ShownHits> say() {
    MUNIMENT_TRY_VOID(measure());
    const std::vector<uint32_t> order = in_order();
    for (size_t begin = 0; begin < order.size(); begin += kPrintedAtOnce) {
      MUNIMENT_TRY_VOID(say_stretch(std::span(order).subspan(begin, std::min(kPrintedAtOnce, order.size() - begin))));
    }
    if (!order.empty()) Session::say("\n");
    return std::move(shown_);
  }

 private:
  Result<void> measure() {
    const bool at_once = !stdout_is_terminal();
    MUNIMENT_TRY_VOID(reader_.all([&](uint32_t place, const MessageView& view) {
      Part& part = place_in_part(place, view);
      measure_names(view, layout_, part.widths);
      if (at_once) measure_text(view, layout_, part.widths);
    }));
    if (at_once) return {};
    return reader_.all([&](uint32_t place, const MessageView& view) { measure_text(view, layout_, parts_[part_of_[place]].widths); });
  }

  // In the order of the answer.
  Part& place_in_part(uint32_t place, const MessageView& view) {
    const bool with_context = !answer_.group_starts.empty();
    const bool begins = with_context && next_start_ < answer_.group_starts.size() && answer_.group_starts[next_start_] == place;
    if (begins) ++next_start_;
    const auto [at, is_new] = groups_by_id_.try_emplace(view.record.conversation, static_cast<uint32_t>(groups_.size()));
    if (is_new) groups_.push_back({view.record.conversation, view.conversation_title, 0});
    if (is_new || begins) {
      newest_part_.resize(groups_.size());
      newest_part_[at->second] = static_cast<uint32_t>(parts_.size());
      parts_.push_back({at->second, {}});
    }
    part_of_[place] = newest_part_[at->second];
    count(view, groups_[at->second]);
    return parts_[part_of_[place]];
  }

  void count(const MessageView& view, Group& group) {
    if (!view.is_hit) return;
    ++shown_.hits;
    if (group.hits++ == 0 && !group.id.empty()) ++shown_.conversations;
    if (shown_.first || group.id.empty()) return;
    shown_.first = view.number;
    shown_.first_title = view.conversation_title;
  }

  // By conversation and part, then as in the answer.
  [[nodiscard]] std::vector<uint32_t> in_order() const {
    std::vector<uint32_t> order(part_of_.size());
    std::iota(order.begin(), order.end(), 0U);
    std::ranges::stable_sort(order, {}, [&](uint32_t place) { return std::pair(parts_[part_of_[place]].group, part_of_[place]); });
    return order;
  }

  // What stands together in the log is read together, whatever the order in which it is printed.
  Result<void> say_stretch(std::span<const uint32_t> order) {
    std::vector<uint32_t> places(order.begin(), order.end());
    std::ranges::sort(places);
    std::unordered_map<uint32_t, std::string> rows;
    MUNIMENT_TRY_VOID(reader_.each(places, [&](uint32_t place, const MessageView& view) {
      rows.emplace(place, message_row(view, layout_, parts_[part_of_[place]].widths));
    }));
    for (const uint32_t place : order) {
      MUNIMENT_TRY_VOID(say_what_is_above(part_of_[place]));
      Session::say(rows.at(place));
    }
    return {};
  }

  Result<void> say_what_is_above(uint32_t part) {
    if (last_part_ == part) return {};
    const bool new_group = !last_part_ || parts_[*last_part_].group != parts_[part].group;
    if (last_part_) Session::say(new_group ? "\n" : "   …\n");
    last_part_ = part;
    if (!new_group) return {};
    MUNIMENT_TRY(const std::string text, heading(groups_[parts_[part].group]));
    Session::say(text);
    return {};
  }

  // "Deal team  [2 hits / 4,112]  Ana Pereira, J. Reed, 3 more"
  Result<std::string> heading(const Group& group) {
    std::string size = counted(group.hits, "hit"), people;
    MUNIMENT_TRY(const auto chat, group.id.empty() ? Result<std::optional<index::ConversationRow>>(std::nullopt) : found_.conversation(group.id));
    if (chat && group.hits > 0) {
      size += " / " + grouped(chat->messages);
      people = people_text(chat->participants, kPeopleShown);
    }
    const std::string title = group.id.empty() ? "in no conversation" : printable(group.title);
    return layout_.style.bold(title) + "  " + layout_.style.dim("[" + size + "]") + (people.empty() ? "" : "  " + people) + "\n";
  }

  const SearchAnswer& answer_;
  FoundMessages& found_;
  const Layout& layout_;
  Reader reader_;
  std::vector<uint32_t> part_of_;                 // of each place
  std::vector<Part> parts_;
  std::vector<Group> groups_;
  std::vector<uint32_t> newest_part_;             // of each group
  std::unordered_map<std::string, uint32_t> groups_by_id_;
  size_t next_start_ = 0;
  std::optional<uint32_t> last_part_;
  ShownHits shown_;
};

}  // namespace

Result<ShownHits> say_found(const SearchAnswer& answer, FoundMessages& found, const Layout& layout) {
  return FoundText(answer, found, layout).say();
}

Result<size_t> print_found_json(const SearchAnswer& answer, FoundMessages& found, bool with_groups) {
  Reader reader(found, answer.found.size());
  std::set<std::string> conversations;
  size_t group = 0;
  MUNIMENT_TRY_VOID(reader.all([&](uint32_t place, const MessageView& view) {
    if (group < answer.group_starts.size() && answer.group_starts[group] == place) ++group;
    Json json = json_message(view.is_hit ? "hit" : "context", view);
    if (with_groups) json.set("group", uint64_t{group});
    print_json_line(json);
    if (view.is_hit && !view.record.conversation.empty()) conversations.insert(view.record.conversation);
  }));
  return conversations.size();
}

}  // namespace muniment::cli
