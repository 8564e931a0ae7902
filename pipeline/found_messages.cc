// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/found_messages.h"

#include <numeric>

#include "pipeline/message_life.h"
#include "pipeline/message_views.h"
#include "pipeline/parts.h"

namespace muniment::pipeline {

FoundMessages::FoundMessages(Store& store, const SearchAnswer& answer)
    : store_(store), answer_(answer), views_(std::make_unique<MessageViews>(store.parts(), &answer.query)) {}

FoundMessages::~FoundMessages() = default;

Result<std::vector<MessageView>> FoundMessages::read(std::span<const uint32_t> places) {
  std::vector<MessageView> out;
  out.reserve(places.size());
  for (const uint32_t place : places) {
    const FoundMessage& found = answer_.found.at(place);
    MUNIMENT_TRY(MessageView view, views_->view(found.number, found.is_hit));
    view.record.raw = Bytes();  // nobody shows it, and it is the largest part
    out.push_back(std::move(view));
  }
  StoreParts& parts = store_.parts();
  MUNIMENT_TRY_VOID(ask_index(parts, [&](const index::Searcher& searcher) { return MessageLife(parts, searcher).complete(out); }));
  return out;
}

Result<std::vector<MessageView>> FoundMessages::read_all() {
  std::vector<uint32_t> places(answer_.found.size());
  std::iota(places.begin(), places.end(), 0U);
  return read(places);
}

Result<std::optional<index::ConversationRow>> FoundMessages::conversation(const std::string& id) {
  MUNIMENT_TRY(index::Catalogue* const catalogue, catalogue_of(store_.parts()));
  return catalogue->conversation(id);
}

}  // namespace muniment::pipeline
