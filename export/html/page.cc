// SPDX-License-Identifier: GPL-3.0-or-later
#include "export/html/page.h"

#include <algorithm>
#include <array>

#include "core/base/check.h"
#include "core/base/time_text.h"
#include "core/base/utf8.h"
#include "export/counted.h"
#include "export/html/escape.h"
#include "export/html/style.h"
#include "export/item_text.h"

namespace muniment::exporting {
namespace {

struct BasisWords {
  std::string_view basis, words;
};
constexpr std::array<BasisWords, kTimeBases> kBasisWords = {{{"stated", "with the zone stated by the source"},
                                                             {"server", "stamped by the platform's server"},
                                                             {"assumed", "with an assumed zone"},
                                                             {"recorder", "by the recorder's clock"},
                                                             {"sender", "by the clock of the sender's device"},
                                                             {"captured", "by the time of capture"},
                                                             {"unknown", "without any time"}}};
constexpr std::array<std::string_view, 7> kDays = {"Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"};
constexpr std::array<std::string_view, 12> kMonths = {"January", "February", "March", "April", "May", "June",
                                                      "July", "August", "September", "October", "November", "December"};
constexpr size_t kNamedParticipants = 60;
constexpr size_t kExcerptPoints = 100;

size_t basis_index(std::string_view basis) {
  const auto found = std::ranges::find(kBasisWords, basis, &BasisWords::basis);
  MUNIMENT_CHECK(found != kBasisWords.end(), "every time basis has its words");
  return static_cast<size_t>(found - kBasisWords.begin());
}

std::string day_heading(int64_t local_ms) {
  const CivilDay day = civil_day_of(local_ms);
  constexpr int64_t kDayMs = 86'400'000;
  const int64_t days = (local_ms - ((local_ms % kDayMs) + kDayMs) % kDayMs) / kDayMs;
  const auto weekday = static_cast<size_t>(((days + 4) % 7 + 7) % 7);  // 1970-01-01 was a Thursday
  return std::string(kDays[weekday]) + ", " + std::to_string(day.day) + " " + std::string(kMonths[day.month - 1]) + " " +
         std::to_string(day.year);
}

// As exact as the source was, and no more.
std::string clock_text(std::string_view local, std::string_view precision) {
  const std::string_view offset = local.substr(local.size() - 6);
  if (precision == "day") return "(day only)";
  const size_t clock = precision == "minute" ? 5 : 8;
  return std::string(local.substr(11, clock)) + " " + std::string(offset);
}

std::string excerpt_of(const Record& record) {
  std::string_view text = record.text ? std::string_view(*record.text) : std::string_view();
  std::string excerpt;
  for (size_t points = 0; !text.empty(); ++points) {
    if (points == kExcerptPoints) return excerpt + "…";
    const unsigned bytes = front_code_point(text).bytes;
    excerpt += text.substr(0, bytes);
    text.remove_prefix(bytes);
  }
  return excerpt;
}

std::string when_html(const ExportItem& item, const ItemTime& time, const TimeZone& zone) {
  const std::string local = zone.format(time.utc_ms);
  std::string out = "<p class=\"when\">";
  if (time.basis == "unknown") {
    out += "no time<small>" + to_string(item.number) + "</small></p>";
    return out;
  }
  out += "<time datetime=\"" + format_rfc3339_ms(time.utc_ms) + "\">" + clock_text(local, time.precision) + "</time><small>" +
         local.substr(0, 10) + " · " + to_string(item.number) + "</small>";
  if (time.basis == "captured") out += "<small>time of capture</small>";
  return out + "</p>";
}

std::string who_html(const Record& record) {
  if (record.sender.empty()) return "<p class=\"who\">" + std::string(to_string(record.kind)) + "</p>";
  const std::string name = shown_name(record.sender);
  std::string out = "<p class=\"who\">" + isolated(name);
  if (name != record.sender) out += "<small>" + isolated(one_clean_line(record.sender)) + "</small>";
  return out + "</p>";
}

void append_attachments(std::string& out, const std::vector<ShownAttachment>& attachments) {
  if (attachments.empty()) return;
  out += "<ul class=\"files\">";
  for (const ShownAttachment& file : attachments) {
    const std::string about = file.mime.empty() ? "" : ", " + escaped(one_clean_line(file.mime));
    if (file.path.empty()) {
      out += "<li class=\"absent\">" + isolated(one_clean_line(file.name)) + about + " – not held in the archive</li>";
      continue;
    }
    out += "<li><a href=\"../" + href(file.path) + "\">" + isolated(one_clean_line(file.name)) + "</a>" + about + ", " +
           counted(file.size_bytes, "byte", "bytes") + "<code>SHA-256 " + file.sha256_hex + "</code></li>";
  }
  out += "</ul>";
}

std::string_view verb_of(ReferenceType type) {
  switch (type) {
    case ReferenceType::reply: return "in reply to";
    case ReferenceType::edit_of: return "edits";
    case ReferenceType::revoke_of: return "deletes";
    case ReferenceType::reaction_to: return "reaction to";
    case ReferenceType::receipt_for: return "receipt for";
    case ReferenceType::completes: return "completes";
    case ReferenceType::earlier_form_of: return "earlier form of";
    case ReferenceType::vote_on: return "votes on";
    case ReferenceType::about: return "about";
    case ReferenceType::part_of: return "came in";
  }
  return "refers to";
}

std::string_view change_words(const LaterChange& change) {
  const std::string_view what = to_string(change);
  if (what == "edited") return "Edited later";
  if (what == "deleted") return "Deleted later";
  if (what == "completed") return "Completed later";
  return what == "earlier form" ? "Said before" : "Other content under the same id";
}

// "deletes m5" stands above them.
bool says_it_by_reference(RecordKind kind) {
  return kind == RecordKind::edit || kind == RecordKind::revoke || kind == RecordKind::reaction;
}

std::string link_to(uint64_t number) {
  const std::string id = "m" + std::to_string(number);
  return "<a class=\"id\" href=\"#" + id + "\">" + id + "</a>";
}

}  // namespace

void PageCounts::add(const PageCounts& other) {
  if (other.messages == 0) return;
  first_ms = messages == 0 ? other.first_ms : std::min(first_ms, other.first_ms);
  last_ms = messages == 0 ? other.last_ms : std::max(last_ms, other.last_ms);
  messages += other.messages;
  system_events += other.system_events;
  attachments += other.attachments;
  absent += other.absent;
  hits += other.hits;
  for (size_t i = 0; i < by_basis.size(); ++i) by_basis[i] += other.by_basis[i];
}

std::string period_text(const PageCounts& counts, const TimeZone& zone) {
  if (counts.messages == 0) return "–";
  const std::string first = zone.format(counts.first_ms), last = zone.format(counts.last_ms);
  return first == last ? first : first + " to " + last;
}

std::string participants_text(const std::vector<std::string>& participants) {
  std::string text;
  for (size_t i = 0; i < std::min(participants.size(), kNamedParticipants); ++i) {
    text += (i == 0 ? "" : ", ") + isolated(shown_name(participants[i]));
  }
  if (participants.size() <= kNamedParticipants) return text.empty() ? "not known" : text;
  return text + " and " + grouped(participants.size() - kNamedParticipants) + " more";
}

void append_fact(std::string& out, std::string_view name, std::string_view html) {
  out.append("<dt>").append(name).append("</dt><dd>").append(html).append("</dd>\n");
}

void append_export_facts(std::string& out, const ExportOptions& options) {
  append_fact(out, "Times shown in", escaped(options.zone.name()));
  if (!options.query.empty()) append_fact(out, "Query", "<code>" + isolated(options.query) + "</code>");
  if (!options.notes.empty()) {
    std::string list = "<ul>";
    for (const std::string& note : options.notes) list += "<li>" + isolated(note) + "</li>";
    append_fact(out, "About the query", list + "</ul>");
  }
  if (options.archive_name.empty() && options.archive_id_hex.empty()) return;
  append_fact(out, "Archive", isolated(options.archive_name) + " <code>" + escaped(options.archive_id_hex) + "</code>");
}

TranscriptPage::TranscriptPage(const ExportOptions& options, const ExportItem& first, unsigned number)
    : options_(options), number_(number), title_(shown_title(first)), conversation_(first.record.conversation),
      chat_type_(chat_type(conversation_)), participants_(participants_text(first.participants)) {}

void TranscriptPage::add(const ExportItem& item, const std::vector<ShownAttachment>& attachments) {
  count(item, attachments);
  entries_.push_back(make_entry(item, attachments));
  bytes_ += entries_.back().before.size() + entries_.back().after.size();
  annotate_targets(item);
  by_number_.emplace(item.number.value, entries_.size() - 1);
  if (!item.record.source_message_id.empty()) by_source_id_.emplace(item.record.source_message_id, entries_.size() - 1);
}

void TranscriptPage::count(const ExportItem& item, const std::vector<ShownAttachment>& attachments) {
  const ItemTime time = time_of(item.record);
  PageCounts one{.messages = 1, .first_ms = time.utc_ms, .last_ms = time.utc_ms};
  one.system_events = item.record.kind == RecordKind::system_event ? 1 : 0;
  one.hits = item.matches.empty() ? 0 : 1;
  for (const ShownAttachment& file : attachments) (file.path.empty() ? one.absent : one.attachments) += 1;
  one.by_basis[basis_index(time.basis)] = 1;
  counts_.add(one);
}

const TranscriptPage::Entry* TranscriptPage::find(const Reference& reference) const {
  if (reference.message) {
    const auto found = by_number_.find(*reference.message);
    return found == by_number_.end() ? nullptr : &entries_[found->second];
  }
  const auto found = by_source_id_.find(reference.source_message_id);
  return found == by_source_id_.end() ? nullptr : &entries_[found->second];
}

void TranscriptPage::append_references(std::string& out, const Record& record) const {
  for (const Reference& reference : record.references) {
    const Entry* target = find(reference);
    out += "<p class=\"quote\">" + std::string(verb_of(reference.type)) + " ";
    if (target != nullptr) {
      out += link_to(target->number) + (target->excerpt.empty() ? "" : ": " + isolated(target->excerpt));
    } else if (reference.message) {
      out += "<span class=\"id\">m" + std::to_string(*reference.message) + "</span>, which is not on this page";
    } else {
      out += "a message that is not on this page";
    }
    out += "</p>";
  }
}

void TranscriptPage::annotate_targets(const ExportItem& item) {
  for (const Reference& reference : item.record.references) {
    const Entry* found = find(reference);
    if (found == nullptr || reference.type != ReferenceType::reaction_to) continue;
    Entry& target = entries_[static_cast<size_t>(found - entries_.data())];
    target.notes += "<p class=\"about-it\">Reaction: " + link_to(item.number.value);
    if (item.record.text) {
      target.notes += " " + isolated(one_clean_line(*item.record.text)) + " by " + isolated(shown_name(item.record.sender));
    }
    target.notes += "</p>";
  }
}

// In the bundle or not: whoever reads the message sees that it was changed.
void TranscriptPage::append_changes(std::string& out, const Entry& entry) const {
  for (const LaterChange& change : entry.changes) {
    out.append("<p class=\"about-it\">").append(change_words(change)).append(": ");
    const bool here = by_number_.contains(change.by.value);
    out += here ? link_to(change.by.value) : "<span class=\"id\">" + to_string(change.by) + "</span>, which is not on this page,";
    if (!change.sender.empty()) out += " by " + isolated(shown_name(change.sender));
    if (change.time) out += ", " + escaped(options_.zone.format(in_writable_years(change.time->utc_ms)));
    out += "</p>";
  }
}

TranscriptPage::Entry TranscriptPage::make_entry(const ExportItem& item, const std::vector<ShownAttachment>& attachments) {
  const Record& record = item.record;
  const ItemTime time = time_of(record);
  Entry entry;
  entry.number = item.number.value;
  entry.day = time.basis == "unknown" ? "Without a time" : day_heading(options_.zone.to_local(time.utc_ms).local_ms);
  entry.excerpt = excerpt_of(record);
  entry.event = record.kind != RecordKind::message;
  entry.changes = item.changes;
  entry.before = when_html(item, time, options_.zone) + who_html(record) + "<div class=\"what\">";
  if (entry.event && record.references.empty() && !record.sender.empty()) {
    entry.before += "<p class=\"about-it\">" + std::string(to_string(record.kind)) + "</p>";
  }
  append_references(entry.before, record);
  if (record.text && !record.text->empty()) {
    entry.after = "<div class=\"text\" dir=\"auto\">";
    append_marked(entry.after, *record.text, item.matches);
    entry.after += "</div>";
  } else if (attachments.empty() && !says_it_by_reference(record.kind)) {
    entry.after = "<p class=\"none\">" + isolated(description(record)) + "</p>";
  }
  append_attachments(entry.after, attachments);
  return entry;
}

void TranscriptPage::append_entry(std::string& out, const Entry& entry) const {
  out += "<li id=\"m" + std::to_string(entry.number) + "\" class=\"message";
  if (entry.event) out += " event";
  const bool deleted = std::ranges::any_of(entry.changes, [](const LaterChange& change) { return change.type == ReferenceType::revoke_of; });
  if (deleted) out += " deleted";
  out += "\">" + entry.before + entry.after;
  append_changes(out, entry);
  out += entry.notes + "</div></li>\n";
}

std::string TranscriptPage::head(std::string_view previous, std::string_view next) const {
  const bool several = !previous.empty() || !next.empty();
  std::string out = "<header class=\"about\">\n<p class=\"kind\">Transcript" +
                    (several ? " · page " + std::to_string(number_) : std::string()) + "</p>\n<h1>" + isolated(title_) +
                    "</h1>\n<dl>\n";
  append_fact(out, "Chat", isolated(one_clean_line(conversation_)) + (chat_type_.empty() ? "" : " (" + chat_type_ + ")"));
  append_fact(out, "Participants", participants_);
  append_fact(out, several ? "Period of this page" : "Period", escaped(period_text(counts_, options_.zone)));
  std::string messages = counted(counts_.messages, "message", "messages");
  if (counts_.system_events > 0) messages += ", " + counted(counts_.system_events, "system event", "system events") + " among them";
  if (counts_.hits > 0) messages += "; " + grouped(counts_.hits) + " with words of the query marked";
  append_fact(out, several ? "On this page" : "Messages", messages);
  append_fact(out, "Attachments", grouped(counts_.attachments) + " in this bundle, " + grouped(counts_.absent) + " not held");
  std::string basis;
  for (size_t i = 0; i < kBasisWords.size(); ++i) {
    if (counts_.by_basis[i] == 0) continue;
    basis += (basis.empty() ? "" : "; ") + grouped(counts_.by_basis[i]) + " " + std::string(kBasisWords[i].words);
  }
  append_fact(out, "Source of times", basis);
  append_export_facts(out, options_);
  out += "</dl>\n<nav aria-label=\"Pages\"><a href=\"../index.html\">All conversations</a>";
  if (!previous.empty()) out += "<a rel=\"prev\" href=\"" + href(previous) + "\">Previous page</a>";
  if (!next.empty()) out += "<a rel=\"next\" href=\"" + href(next) + "\">Next page</a>";
  return out + "</nav>\n</header>\n";
}

std::string TranscriptPage::html(std::string_view previous, std::string_view next) const {
  std::string out = page_head(title_) + "<body>\n" + head(previous, next) + "<main>\n";
  const std::string* day = nullptr;
  for (const Entry& entry : entries_) {
    if (day == nullptr || *day != entry.day) {
      if (day != nullptr) out += "</ol>\n";
      out += "<h2 class=\"day\">" + entry.day + "</h2>\n<ol class=\"messages\">\n";
      day = &entry.day;
    }
    append_entry(out, entry);
  }
  out += day == nullptr ? "</main>\n" : "</ol>\n</main>\n";
  return out + "<footer>Made by muniment. What the sender wrote is shown as it is; words in square brackets and grey are "
               "ours. SHA256SUMS in this bundle has the hash of this page and of every file.</footer>\n</body>\n</html>\n";
}

}  // namespace muniment::exporting
