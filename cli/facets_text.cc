// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/facets_text.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "cli/plain_text.h"

namespace muniment::cli {
namespace {

constexpr size_t kShown = 10, kWidest = 50;

struct Named {
  std::string_view name, key, none;  // on the screen, in JSON, and what an empty value is called
  const index::Facet& facet;
};

std::array<Named, 7> named(const index::Facets& facets) {
  return {{{"custodian", "custodians", "no custodian", facets.custodians},
           {"conversation", "conversations", "in no conversation", facets.conversations},
           {"participant", "participants", "nobody", facets.participants},
           {"source", "sources", "not told", facets.sources},
           {"month", "months", "", facets.months},
           {"kind", "kinds", "", facets.kinds},
           {"has", "has", "", facets.has}}};
}

std::string shown_value(const index::FacetValue& value, std::string_view none) {
  if (value.value.empty()) return std::string(none);
  return shortened(printable(value.label.empty() ? value.value : value.label), kWidest);
}

// Months in their order and all of them; of the others the largest.
size_t shown_of(const Named& named) { return named.name == "month" ? named.facet.size() : std::min(named.facet.size(), kShown); }

std::string facet_text(const Named& named, const Style& style) {
  if (named.facet.empty()) return {};
  const size_t shown = shown_of(named);
  size_t width = 0, digits = 0;
  for (size_t i = 0; i < shown; ++i) {
    width = std::max(width, display_width(shown_value(named.facet[i], named.none)));
    digits = std::max(digits, grouped(named.facet[i].messages).size());
  }
  std::string out = style.dim(named.name) + "\n";
  for (size_t i = 0; i < shown; ++i) {
    const index::FacetValue& value = named.facet[i];
    out += "  " + padded(shown_value(value, named.none), width) + "  " + right_aligned(grouped(value.messages), digits) + "\n";
  }
  uint64_t rest = 0;
  for (size_t i = shown; i < named.facet.size(); ++i) rest += named.facet[i].messages;
  if (shown == named.facet.size()) return out;
  return out + "  " + style.dim(grouped(named.facet.size() - shown) + " more with " + counted(rest, "message")) + "\n";
}

}  // namespace

std::string facets_text(const index::Facets& facets, const Style& style) {
  std::string out;
  for (const Named& each : named(facets)) out += facet_text(each, style);
  return out + (out.empty() ? "" : "\n");
}

Json facets_json(const index::Facets& facets) {
  Json json = Json::object();
  for (const Named& each : named(facets)) {
    Json values = Json::array();
    for (const index::FacetValue& value : each.facet) {
      Json one = Json::object();
      one.set("value", value.value).set("messages", value.messages);
      if (!value.label.empty()) one.set("label", value.label);
      values.push(one);
    }
    json.set(each.key, values);
  }
  return json;
}

}  // namespace muniment::cli
