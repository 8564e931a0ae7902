// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/ingest_job.h"

#include "pipeline/ingest_run.h"
#include "pipeline/recognise_source.h"
#include "pipeline/source_list.h"

namespace muniment::pipeline {
namespace {

// Looking at it would take away what the reading needs: the records of it would be lost without a word.
Error format_must_be_named() {
  return make_error(ErrorCode::invalid_argument, "the format of standard input must be named")
      .because("it can be read only once, and recognising it would be the once")
      .advise("say what it is with --from")
      .numbered(2004);
}

}  // namespace

Result<Source> recognise_source(StoreParts& parts, const IngestRequest& request, const std::string& path) {
  Source source;
  source.path = path;
  if (!request.format.empty()) {
    MUNIMENT_TRY(source.format, ingest::find_format(request.format));
  }
  if (path == "-" && source.format != nullptr) return source;  // read once, as it comes
  if (path == "-") return format_must_be_named();
  MUNIMENT_TRY(std::shared_ptr<ingest::SourceInput> input, ingest::SourceInput::open(*parts.fs, path));
  if (source.format == nullptr) {
    MUNIMENT_TRY(source.format, ingest::detect_format(*input));
  }
  MUNIMENT_TRY_VOID(source.format->open(std::move(input), {request.zone, request.date_order}));
  return source;
}

Result<IngestSummary> ingest(Store& store, const IngestRequest& request, const IngestObserver& observer) {
  StoreParts& parts = store.parts();
  MUNIMENT_CHECK(parts.writer != nullptr, "ingest is given a store that was opened for writing");
  MUNIMENT_TRY(const std::vector<std::string> paths, list_sources(*parts.fs, request.paths));
  std::vector<Source> sources;
  for (const std::string& path : paths) {
    auto source = recognise_source(parts, request, path);
    if (!source) return with_context(std::move(source).error(), "reading " + path);
    sources.push_back(std::move(source).value());
  }
  IngestRun run(parts, request, observer);
  return run.run(sources);
}

}  // namespace muniment::pipeline
