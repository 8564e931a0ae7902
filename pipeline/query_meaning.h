// SPDX-License-Identifier: GPL-3.0-or-later
// Private to pipeline/. What a query means as of now, beyond what stands in it: who is who, which sessions an expected source
// has, in which language conversations are held, and of which messages others say that they were edited, deleted or reacted to.
#pragma once

#include "index/query.h"
#include "pipeline/chat_languages.h"
#include "pipeline/known_people.h"
#include "pipeline/parts.h"
#include "pipeline/told_messages.h"

namespace muniment::pipeline {

// For many queries: what several of them ask is read once.
class QueryMeaning {
 public:
  explicit QueryMeaning(StoreParts& parts) : parts_(parts), people_(parts), told_(parts), languages_(parts) {}
  // The query as it is searched; notes say what was added.
  Result<index::Query> of(index::Query query);

 private:
  StoreParts& parts_;
  PeopleInQueries people_;
  ToldMessages told_;
  ChatLanguages languages_;
};

// For a single one.
Result<index::Query> as_meant(StoreParts& parts, index::Query query);

}  // namespace muniment::pipeline
