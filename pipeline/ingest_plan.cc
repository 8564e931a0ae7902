// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/ingest_plan.h"

#include <utility>

#include "pipeline/conversation_finder.h"
#include "pipeline/incoming_record.h"
#include "pipeline/log_index.h"
#include "pipeline/recognised_sources.h"
#include "pipeline/source_list.h"

namespace muniment::pipeline {
namespace {

constexpr size_t kListedExceptions = 10;
constexpr uint64_t kRecordsToALook = 1024;

// Counts, and keeps the place and the reason of the first few.
class Counted final : public ingest::ExceptionSink {
 public:
  explicit Counted(SourcePlan& plan) : plan_(plan) {}
  void take(ingest::Exception exception) override {
    ++plan_.exception_count;
    if (plan_.exceptions.size() >= kListedExceptions) return;
    plan_.exceptions.push_back(
        {exception.place.path, exception.place.line, std::move(exception.what), std::move(exception.why)});
  }

 private:
  SourcePlan& plan_;
};

class Ignored final : public ingest::ExceptionSink {
 public:
  void take(ingest::Exception) override {}
};

// A source as it was named or found, and what became of the first look at it.
struct Candidate {
  std::string path;
  Source source;
  std::optional<Error> refusal;
};

class Planner {
 public:
  Planner(StoreParts& parts, const IngestRequest& request, const PlanObserver& observer, uint64_t most_remembered)
      : parts_(parts), request_(request), observer_(observer), most_remembered_(most_remembered) {}

  Result<IngestPlan> plan() {
    MUNIMENT_TRY_VOID(prepare_recognition());
    for (const Candidate& candidate : candidates()) {
      MUNIMENT_TRY(SourcePlan source, look_at(candidate));
      ++plan_.sources;
      if (source.trouble) note_trouble(*source.trouble, source.path);
      if (observer_.planned) observer_.planned(source);
    }
    return std::move(plan_);
  }

 private:
  Result<void> prepare_recognition();
  std::vector<Candidate> candidates();
  Result<SourcePlan> look_at(const Candidate& candidate);
  Result<void> read(const Source& source, SourcePlan& plan);
  Result<void> choose_conversation(const Source& source, SourcePlan& plan);
  Result<void> look_first(const Source& source, ConversationFinder& finder);
  Result<void> read_records(const Source& source, SourcePlan& plan, ingest::SourceReader& reader);
  Result<void> take(const Source& source, ingest::SourceRecord record, SourcePlan& plan);
  void settle_carrier();
  Result<void> recognise(const Source& source, ingest::SourceRecord record, SourcePlan& plan);
  Result<void> note_conversation(const Record& record);
  Result<std::unique_ptr<ingest::SourceReader>> open_reader(const Source& source);
  void note_trouble(SourceTrouble& trouble, const std::string& path);
  void give_up_recognition(std::string why);
  [[nodiscard]] bool knows_held() const { return held_ != nullptr; }
  [[nodiscard]] bool stopped() const { return request_.stop != nullptr && request_.stop->load(); }

  StoreParts& parts_;
  const IngestRequest& request_;
  const PlanObserver& observer_;
  IngestPlan plan_;
  std::unique_ptr<HeldMessages> held_;
  std::string chosen_;          // the conversation of the text export that is read now
  Renaming renaming_;           // and its senders with other names in that conversation
  std::optional<ingest::SourceRecord> carrier_;  // a delivery, until something new comes that came in it
  IngestCounts source_counts_;  // of the source that is read now
  uint64_t most_remembered_;
  bool refused_ = false;
};

// What is recognised is recognised by the index on disk. Where that does not cover the log, nothing true can be said.
Result<void> Planner::prepare_recognition() {
  if (parts_.index == nullptr) {
    plan_.held_unknown = "no archive is named";
    return {};
  }
  if (uncovered_messages(parts_) > 0 || !parts_.index->verify() ||
      !index::prepare_identities(parts_.index->partitions())) {
    plan_.held_unknown = "the index does not cover the whole archive; the next ingest mends that";
    return {};
  }
  held_ = std::make_unique<HeldMessages>(parts_);
  return {};
}

// Once it is unknown for one record, the sums of a run say nothing true about any.
void Planner::give_up_recognition(std::string why) {
  if (!knows_held()) return;
  held_ = nullptr;
  plan_.held_unknown = std::move(why);
  plan_.counts.added = plan_.counts.already_held = plan_.counts.excluded = 0;
  source_counts_.added = source_counts_.already_held = source_counts_.excluded = 0;
}

std::vector<Candidate> Planner::candidates() {
  std::vector<Candidate> found;
  std::vector<std::string> paths;
  for (const std::string& path : request_.paths) {
    const auto sources = list_sources(*parts_.fs, {path});
    for (const std::string& each : sources ? *sources : std::vector<std::string>{path}) {
      Candidate& candidate = found.emplace_back();
      candidate.path = candidate.source.path = each;
      if (sources) paths.push_back(each);
      else candidate.refusal = sources.error();
    }
  }
  auto recognised = recognise_each_source(*parts_.fs, parts_.clock->now_ms(), request_, paths);
  auto next = recognised.begin();
  for (Candidate& candidate : found) {
    if (candidate.refusal) continue;
    Result<Source>& result = *next++;
    if (result) candidate.source = std::move(*result);
    else candidate.refusal = result.error();
  }
  return found;
}

Result<SourcePlan> Planner::look_at(const Candidate& candidate) {
  SourcePlan plan;
  plan.path = candidate.path;
  if (candidate.refusal) {
    plan.trouble = SourceTrouble{*candidate.refusal, true};
    return plan;
  }
  plan.format = candidate.source.format->name;
  source_counts_ = {};
  chosen_.clear();
  renaming_ = {};
  MUNIMENT_TRY_VOID(read(candidate.source, plan));
  if (stopped()) return make_error(ErrorCode::cancelled, "interrupted").because("nothing was written").numbered(2090);
  if (plan.trouble) {
    give_up_recognition("a source could not be read to its end");
    return plan;
  }
  source_counts_.in_source += plan.exception_count;
  source_counts_.exceptions = plan.exception_count;
  plan_.counts.in_source += source_counts_.in_source;
  plan_.counts.added += source_counts_.added;
  plan_.counts.already_held += source_counts_.already_held;
  plan_.counts.excluded += source_counts_.excluded;
  plan_.counts.exceptions += source_counts_.exceptions;
  return plan;
}

Result<std::unique_ptr<ingest::SourceReader>> Planner::open_reader(const Source& source) {
  MUNIMENT_TRY(std::shared_ptr<ingest::SourceInput> input, ingest::SourceInput::open(*parts_.fs, source.path));
  return source.format->open(std::move(input), source.options);
}

// Trouble with the source goes into the plan; an Error is one of the archive.
Result<void> Planner::read(const Source& source, SourcePlan& plan) {
  auto reader = open_reader(source);
  if (!reader) {
    plan.trouble = SourceTrouble{std::move(reader).error(), false};
    return {};
  }
  plan.report = (*reader)->report();
  MUNIMENT_TRY_VOID(choose_conversation(source, plan));
  if (knows_held()) held_->begin_source(renaming_);
  MUNIMENT_TRY_VOID(read_records(source, plan, **reader));
  plan.report = (*reader)->report();
  plan.report.warnings.insert(plan.report.warnings.end(), renaming_.why().begin(), renaming_.why().end());
  return {};
}

// Trouble is met again, and told, by the reading that follows.
Result<void> Planner::look_first(const Source& source, ConversationFinder& finder) {
  if (source.path == "-" || held_->holds_nothing()) return {};  // standard input cannot be read twice
  Ignored ignored;
  const auto reader = open_reader(source);
  while (reader && !stopped()) {
    const auto next = (*reader)->next(ignored);
    if (!next || !*next) break;
    MUNIMENT_TRY_VOID(finder.look_at(record_to_find(*source.format, **next)));
  }
  return {};
}

Result<void> Planner::choose_conversation(const Source& source, SourcePlan& plan) {
  const std::string& name = plan.report.suggested_conversation;
  if (name.empty()) return {};  // its records name their conversations
  chosen_ = plan.conversation = request_.conversation.empty() ? name : request_.conversation;
  if (!request_.conversation.empty()) plan.how = "as told";
  if (!knows_held()) return {};
  ConversationFinder finder(*held_);
  MUNIMENT_TRY_VOID(look_first(source, finder));
  ConversationChoice choice = finder.as_told(request_.conversation);
  if (request_.conversation.empty()) {
    MUNIMENT_TRY(choice, finder.choose(parts_, name, request_.custodian));
    plan.joins_another = choice.id != name;
  }
  chosen_ = choice.id;
  plan.how = choice.how;
  renaming_ = std::move(choice.renaming);
  MUNIMENT_TRY(index::Catalogue* const catalogue, catalogue_of(parts_));
  return catalogue->apply(to_record(ConversationLabel{chosen_, name, 0, plan.how}, parts_.clock->now_ms()),
                          std::nullopt);
}

Result<void> Planner::read_records(const Source& source, SourcePlan& plan, ingest::SourceReader& reader) {
  SourceTally tally;
  Counted exceptions(plan);
  while (!stopped()) {
    auto next = reader.next(exceptions);
    if (!next) {
      plan.trouble = SourceTrouble{std::move(next).error(), false};
      break;
    }
    if (!*next) break;
    tally.count(**next);
    ++source_counts_.in_source;
    if (source_counts_.in_source % kRecordsToALook == 0 && observer_.reading) {
      observer_.reading(source.path, source_counts_.in_source);
    }
    MUNIMENT_TRY_VOID(take(source, std::move(**next), plan));
    if (plan.trouble) break;
  }
  settle_carrier();
  plan.contents = tally.contents();
  return {};
}

// As an ingest takes it: what is excluded is counted, and a delivery counts as held when all that came in it was.
Result<void> Planner::take(const Source& source, ingest::SourceRecord record, SourcePlan& plan) {
  if (!record.excluded.empty()) {
    ++source_counts_.excluded;
    return {};
  }
  if (record.kind != RecordKind::delivery) return recognise(source, std::move(record), plan);
  settle_carrier();
  carrier_ = std::move(record);
  return {};
}

void Planner::settle_carrier() {
  if (carrier_ && knows_held()) ++source_counts_.excluded;
  carrier_.reset();
}

Result<void> Planner::recognise(const Source& source, ingest::SourceRecord from, SourcePlan& plan) {
  auto record = record_to_recognise(*source.format, chosen_, renaming_, from);
  if (!record) {  // media that cannot be read
    plan.trouble = SourceTrouble{std::move(record).error(), false};
    return {};
  }
  if (!knows_held()) return {};
  MUNIMENT_TRY(const Recognition recognition, held_->recognise(*record));
  if (recognition.outcome == Recognition::Outcome::already_held) {
    ++source_counts_.already_held;
    return {};
  }
  ++source_counts_.added;
  MUNIMENT_TRY_VOID(note_conversation(*record));
  if (plan_.counts.added + source_counts_.added > most_remembered_)
    give_up_recognition("there are too many new records to remember them all");
  if (!carrier_) return {};
  ingest::SourceRecord carrier = std::move(*carrier_);
  carrier_.reset();
  return recognise(source, std::move(carrier), plan);
}

// A later source of the same name belongs to this conversation, as it would once the messages were held.
Result<void> Planner::note_conversation(const Record& record) {
  Record known;
  known.kind = record.kind;
  known.conversation = record.conversation;
  known.sender = record.sender;
  MUNIMENT_TRY(index::Catalogue* const catalogue, catalogue_of(parts_));
  return catalogue->apply(known, parts_.log().end().next_message);
}

// An ingest looks at all sources before it takes the first record, so a refusal comes before any other trouble.
void Planner::note_trouble(SourceTrouble& trouble, const std::string& path) {
  if (trouble.error.path.empty()) trouble.error.path = path;
  ++plan_.with_trouble;
  if (!plan_.ends_with || (trouble.refused && !refused_)) plan_.ends_with = trouble.error;
  refused_ = refused_ || trouble.refused;
}

}  // namespace

Result<IngestPlan> plan_ingest(io::FileSystem& fs, Store* store, const IngestRequest& request,
                               const PlanObserver& observer, uint64_t most_remembered) {
  StoreParts none;
  none.fs = &fs;
  none.clock = &system_clock();
  StoreParts& parts = store == nullptr ? none : store->parts();
  auto plan = Planner(parts, request, observer, most_remembered).plan();
  parts.catalogue = nullptr;  // it learned what no log has; whoever needs it opens it anew
  return plan;
}

}  // namespace muniment::pipeline
