// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/export_job.h"

#include <algorithm>
#include <tuple>
#include <unordered_map>

#include "core/base/hex.h"
#include "core/crypto/hash.h"
#include "core/model/codec.h"
#include "core/model/event.h"
#include "export/proof_script.h"
#include "export/registry.h"
#include "pipeline/asked_query.h"
#include "pipeline/attachments.h"
#include "pipeline/completeness.h"
#include "pipeline/identities.h"
#include "pipeline/message_life.h"
#include "pipeline/message_views.h"
#include "pipeline/parts.h"
#include "pipeline/proof_plan.h"
#include "pipeline/query_meaning.h"
#include "pipeline/search_scope.h"

namespace muniment::pipeline {
namespace {

constexpr uint64_t kProgressEvery = 1'000;

// Where a message stands in the bundle: by conversation, then time, then number.
struct Placed {
  uint32_t conversation = 0;  // index into ExportPlan::conversations
  int64_t time_ms = 0;
  MessageNumber number;
};

struct Conversation {
  std::string id, title;
  std::vector<std::string> participants;
};

struct Called {
  MessageNumber number;
  bool is_message = false;  // not an event that bears the id of what it is about
};

struct ExportPlan {
  std::vector<Placed> messages;
  std::vector<Conversation> conversations;
  std::unordered_map<std::string, Called> by_source_id;  // "conversation\0id": to find what a reply answers
};

std::string source_key(const std::string& conversation, const std::string& id) { return conversation + '\0' + id; }

int64_t time_of(const Record& record) { return record.time ? record.time->utc_ms : record.captured_ms.value_or(0); }

Result<Conversation> describe_conversation(StoreParts& parts, const std::string& id) {
  MUNIMENT_TRY(index::Catalogue* const catalogue, catalogue_of(parts));
  MUNIMENT_TRY(std::optional<index::ConversationRow> row, catalogue->conversation(id));
  Conversation conversation{id, row ? row->title : id, row ? std::move(row->participants) : std::vector<std::string>()};
  std::ranges::sort(conversation.participants);
  return conversation;
}

// Reads the messages once in the order of the log, which is the cheapest, and keeps only what ordering needs.
Result<ExportPlan> plan_export(StoreParts& parts, const std::vector<MessageNumber>& numbers) {
  ExportPlan plan;
  std::unordered_map<std::string, uint32_t> known;
  for (const MessageNumber number : numbers) {
    MUNIMENT_TRY(const Record record, parts.frames->record(number));
    const auto [place, is_new] = known.try_emplace(record.conversation, static_cast<uint32_t>(plan.conversations.size()));
    if (is_new) {
      MUNIMENT_TRY(Conversation conversation, describe_conversation(parts, record.conversation));
      plan.conversations.push_back(std::move(conversation));
    }
    plan.messages.push_back({place->second, time_of(record), number});
    if (!record.source_message_id.empty()) {
      const Called called{number, record.kind == RecordKind::message};
      const auto [at, is_first] = plan.by_source_id.try_emplace(source_key(record.conversation, record.source_message_id), called);
      if (!is_first && called.is_message && !at->second.is_message) at->second = called;
    }
  }
  std::ranges::sort(plan.messages, {}, [&](const Placed& m) {
    return std::tuple<const std::string&, int64_t, MessageNumber>(plan.conversations[m.conversation].id, m.time_ms, m.number);
  });
  return plan;
}

class Exporter {
 public:
  Exporter(StoreParts& parts, const index::Searcher& searcher, const index::Query& query, ExportPlan plan)
      : parts_(parts), life_(parts, searcher), query_(query), plan_(std::move(plan)),
        mail_ids_(parts.log().keys().message_id_key(), parts.log().name()) {}

  Result<void> write_all(exporting::ExportWriter& writer, const std::function<void(uint64_t, uint64_t)>& progress) {
    for (size_t i = 0; i < plan_.messages.size(); ++i) {
      MUNIMENT_TRY_VOID(write_one(writer, plan_.messages[i]));
      if (progress && i % kProgressEvery == 0) progress(i, plan_.messages.size());
    }
    if (progress) progress(plan_.messages.size(), plan_.messages.size());
    return {};
  }

 private:
  Result<void> write_one(exporting::ExportWriter& writer, const Placed& placed) {
    MUNIMENT_TRY(exporting::ExportItem item, item_of(placed));
    auto taken = writer.take(item, [&](size_t index) { return open_attachment(item, index); });
    if (taken) return {};
    return with_context(std::move(taken).error(), "exporting message " + to_string(placed.number));
  }

  Result<exporting::ExportItem> item_of(const Placed& placed) {
    const Conversation& conversation = plan_.conversations[placed.conversation];
    exporting::ExportItem item;
    item.number = placed.number;
    MUNIMENT_TRY(const ByteView bytes, parts_.frames->record_bytes(placed.number));
    item.record_sha256 = crypto::sha256(bytes);
    MUNIMENT_TRY(item.record, decode_record(bytes));
    name_targets(placed.number, item.record);
    item.conversation_title = conversation.title;
    item.participants = conversation.participants;
    MUNIMENT_TRY(item.mail_id, mail_ids_.of(item.record));
    item.conversation_root_id = mail_ids_.of_conversation(conversation.id);
    MUNIMENT_TRY(item.parent_mail_id, parent_of(placed.number, item.record));
    MUNIMENT_TRY(item.changes, life_.changes_of(placed.number, item.record));
    for (const index::TextRange& match : index::highlights(query_, item.record)) item.matches.emplace_back(match.begin, match.end);
    return item;
  }

  // What the record is about gets its number where it is in the bundle too: "[read m5]".
  void name_targets(MessageNumber number, Record& record) const {
    for (Reference& reference : record.references) {
      if (reference.message) continue;
      const auto target = plan_.by_source_id.find(source_key(record.conversation, reference.source_message_id));
      if (target != plan_.by_source_id.end() && target->second.number != number) reference.message = target->second.number.value;
    }
  }

  // Only what is in the bundle too can be named: the parent's sender is part of its identity.
  Result<std::string> parent_of(MessageNumber number, const Record& record) {
    for (const Reference& reference : record.references) {
      const auto parent = plan_.by_source_id.find(source_key(record.conversation, reference.source_message_id));
      if (parent == plan_.by_source_id.end() || parent->second.number == number) continue;
      MUNIMENT_TRY(const Record answered, parts_.frames->record(parent->second.number));
      return mail_ids_.of(answered);
    }
    return std::string();
  }

  Result<std::unique_ptr<io::InputStream>> open_attachment(const exporting::ExportItem& item, size_t index) {
    const Attachment& attachment = item.record.attachments.at(index);
    if (!attachment.is_held()) return make_error(ErrorCode::not_found, "the attachment was absent from the source");
    MUNIMENT_TRY(const SecretBytes key, blob_key_of(parts_, item.number, *attachment.blob));
    return parts_.log().open_blob(*attachment.blob, key.view());
  }

  StoreParts& parts_;
  MessageLife life_;
  const index::Query& query_;
  ExportPlan plan_;
  MailIds mail_ids_;
};

// --- the proof in the bundle -------------------------------------------------------------------------------------------

constexpr size_t kMaxRanges = 40'000;  // a range takes up to 18 bytes of the event, which has to fit in an access record

Result<void> write_whole(exporting::BundleDir& bundle, const std::string& path, std::string_view text) {
  MUNIMENT_TRY(auto file, bundle.create_file(path));
  MUNIMENT_TRY_VOID(file->write(text));
  return bundle.close_file(std::move(file));
}

// The size of the checkpoint. An archive that cannot prove what it holds still exports, when that is what was asked for.
Result<uint64_t> write_proof_of(StoreParts& parts, const std::vector<MessageNumber>& numbers, exporting::BundleDir& bundle) {
  ProofSelection selection(parts.log());
  MUNIMENT_TRY_VOID(selection.add_numbers(numbers));
  MUNIMENT_TRY(auto file, bundle.create_file("proof/messages.proof"));
  archive::ProofText text([&file](std::string_view bytes) { return file->write(bytes); });
  auto made = archive::write_proof(parts.log().proofs(), selection.plan(), text, {});
  if (!made) {
    Error error = with_context(std::move(made).error(), "writing the proof of the bundle");
    error.hint += (error.hint.empty() ? "" : "; or ") + std::string("export with --no-proof");
    return error;
  }
  MUNIMENT_TRY_VOID(bundle.close_file(std::move(file)));
  MUNIMENT_TRY_VOID(write_whole(bundle, "proof/check_proof.py", exporting::kCheckProofScript));
  return made->checkpoint;
}

Json describe_proof(const archive::Reader& log, uint64_t checkpoint) {
  return Json::object()
      .set("file", "proof/messages.proof")
      .set("checkpoint", "c" + std::to_string(checkpoint))
      .set("log_key", log.log_key())
      .set("check", "python3 proof/check_proof.py --bundle . --log-key KEY, or muniment check-proof --bundle . --log-key KEY, "
                    "with the KEY that the owner of the archive published");
}

// What the bundle says of itself. Nothing in it changes from one run to the next on the same archive.
Json describe_bundle(const archive::Reader& log, const ExportRequest& request, const index::Query& query, const TimeZone& days_of,
                     const ExportAnswer& answer) {
  Json notes = Json::array();
  for (const std::string& note : answer.notes) notes.push(note);
  Json json = Json::object();
  json.set("schema", "muniment-bundle/1")
      .set("archive", Json::object().set("name", log.name()).set("id", to_hex(log.id().view())))
      .set("format", request.format)
      .set("query", request.query)
      .set("query_understood", index::to_string(query))
      .set("notes", notes)
      .set("zone", request.zone.name())
      .set("messages", answer.messages)
      .set("conversations", answer.conversations)
      .set("attachments", answer.attachments)
      .set("attachments_absent", answer.absent)
      .set("searched", answer.searched)
      .set("of", answer.of)
      .set("tool", request.actor.tool);
  if (request.dialect != index::Dialect::muniment) json.set("dialect", std::string(index::name_of(request.dialect)));
  if (request.unit.kind != index::UnitKind::message) json.set("scope", to_string(request.unit));
  if (request.unit.kind == index::UnitKind::day) json.set("scope_zone", days_of.name());
  if (!answer.missing.empty()) json.set("missing", answer.missing);
  if (answer.checkpoint > 0) json.set("proof", describe_proof(log, answer.checkpoint));
  return json;
}

exporting::ExportOptions options_for(const archive::Reader& log, const ExportRequest& request, const ExportAnswer& answer) {
  exporting::ExportOptions options;
  options.zone = request.zone;
  options.archive_name = log.name();
  options.archive_id_hex = to_hex(log.id().view());
  options.mail_domain = request.mail_domain;
  options.query = request.query;
  options.notes = answer.notes;
  if (request.unit.kind != index::UnitKind::message) options.notes.push_back("--scope " + to_string(request.unit) + ": words of the query may stand in different messages");
  options.notes.push_back("searched " + std::to_string(answer.searched) + " of " + std::to_string(answer.of) + " messages");
  return options;
}

ExportMade event_of(const ExportRequest& request, const ExportAnswer& answer, const std::vector<MessageNumber>& numbers) {
  ExportMade made;
  made.actor = request.actor.name;
  made.reason = request.actor.reason;
  made.format = request.format;
  made.query = request.query;
  if (request.dialect != index::Dialect::muniment) made.dialect = index::name_of(request.dialect);
  made.scope = kept_unit(request.unit);
  made.manifest_sha256 = answer.manifest_sha256;
  made.messages = answer.messages;
  made.files = answer.files;
  made.searched = answer.searched;
  made.of = answer.of;
  made.missing = answer.missing;
  made.ranges = ranges_of(numbers);
  if (made.ranges.size() > kMaxRanges) made.ranges.clear();
  return made;
}

// The messages to export, and how much was searched for them.
Result<std::vector<MessageNumber>> matching(const index::Searcher& searcher, StoreParts& parts, const index::Query& query,
                                            const index::Unit& unit, ExportAnswer& answer) {
  MUNIMENT_TRY(const SearchScope scope, scope_of(parts, searcher, query));
  answer.notes = query.notes;
  note_outside(scope, answer.notes);
  MUNIMENT_TRY(Completeness coverage, completeness_of(parts, searcher, scope.outside));
  note_missing(coverage, answer.notes);
  answer.searched = coverage.searched;
  answer.of = coverage.of;
  answer.missing = std::move(coverage.missing);
  return AskedQuery(searcher, query, scope, {unit, parts.zone}).all();
}

}  // namespace

Result<ExportAnswer> make_export(Store& store, const ExportRequest& request,
                                 const std::function<void(uint64_t, uint64_t)>& progress) {
  StoreParts& parts = store.parts();
  MUNIMENT_TRY(const exporting::ExportFormat* const format, exporting::find_export_format(request.format));
  MUNIMENT_TRY(index::Query typed, read_query(parts, request.query, request.dialect));
  MUNIMENT_TRY(const index::Query query, as_meant(parts, std::move(typed)));
  ExportAnswer answer;
  MUNIMENT_TRY(const std::vector<MessageNumber> numbers, ask_index(parts, [&](const index::Searcher& searcher) {
    return matching(searcher, parts, query, request.unit, answer);
  }));
  MUNIMENT_TRY(ExportPlan plan, plan_export(parts, numbers));
  answer.conversations = plan.conversations.size();
  MUNIMENT_TRY(const auto bundle, exporting::BundleDir::create(*parts.fs, request.out));
  MUNIMENT_TRY(const auto writer, format->open(*bundle, options_for(parts.log(), request, answer)));
  MUNIMENT_TRY_VOID(record_access(parts, request.actor, as_command("export create", request.dialect, request.unit), request.query, numbers.size()));
  MUNIMENT_TRY(const auto searcher, searcher_of(parts));
  Exporter exporter(parts, *searcher, query, std::move(plan));
  MUNIMENT_TRY_VOID(exporter.write_all(*writer, progress));
  MUNIMENT_TRY(const exporting::ExportSummary written, writer->finish());
  MUNIMENT_CHECK(written.messages == numbers.size(), "an export writes exactly the messages that it was asked for");
  answer.messages = written.messages;
  answer.attachments = written.attachments_written;
  answer.absent = written.attachments_absent;
  if (request.with_proof && !numbers.empty()) {
    MUNIMENT_TRY(answer.checkpoint, write_proof_of(parts, numbers, *bundle));
  }
  MUNIMENT_TRY(const Sha256 manifest, bundle->finish(describe_bundle(parts.log(), request, query, parts.zone, answer)));
  answer.manifest_sha256 = to_hex(manifest.view());
  for (const exporting::WrittenFile& file : bundle->files()) {
    ++answer.files;
    answer.bytes += file.size_bytes;
  }
  MUNIMENT_TRY_VOID(record_event(parts, to_record(event_of(request, answer, numbers), parts.clock->now_ms())));
  return answer;
}

}  // namespace muniment::pipeline
