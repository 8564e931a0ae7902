// SPDX-License-Identifier: GPL-3.0-or-later
#include "ingest/cloud_api/content.h"

#include <algorithm>
#include <array>
#include <utility>

#include "core/base/hex.h"
#include "core/io/input_stream.h"
#include "ingest/cloud_api/change.h"
#include "ingest/whatsapp/vcard.h"

namespace muniment::ingest::cloud_api {
namespace {

using Fill = bool (*)(const JsonValue& content, SourceRecord& record);

std::string joined(std::initializer_list<std::string> parts, std::string_view between) {
  std::string all;
  for (const std::string& part : parts) {
    if (part.empty()) continue;
    if (!all.empty()) all += between;
    all += part;
  }
  return all;
}

void add_line(std::string& text, const std::string& line) {
  if (!line.empty()) text += (text.empty() ? "" : "\n") + line;
}

void set_text(SourceRecord& record, std::string text) {
  if (!text.empty()) record.text = std::move(text);
}

bool fill_text(const JsonValue& content, SourceRecord& record) {
  if (content["body"].is_text()) record.text = content["body"].text();
  return true;
}

// --- media -------------------------------------------------------------------------------------------------------------

// Base64 in webhooks, hexadecimal in answers of the platform. What is neither is no digest.
std::optional<Sha256> stated_digest(const JsonValue& value) {
  auto bytes = value.text().size() == 64 ? from_hex(value.text()) : value.bytes();
  if (!bytes || bytes->size() != 32) return std::nullopt;
  Sha256 digest;
  std::copy_n(bytes->begin(), digest.bytes.size(), digest.bytes.begin());
  return digest;
}

void add_media(const JsonValue& content, AttachmentKind kind, SourceRecord& record) {
  SourceAttachment& attachment = record.attachments.emplace_back();
  attachment.kind = kind;
  attachment.name = content["filename"].text();
  attachment.mime = content["mime_type"].text();
  attachment.source_id = content["id"].words();
  attachment.stated_sha256 = stated_digest(content["sha256"]);
  if (content["caption"].is_text()) record.text = content["caption"].text();
}

template <AttachmentKind kind>
bool fill_media(const JsonValue& content, SourceRecord& record) {
  add_media(content, kind, record);
  return true;
}

bool fill_audio(const JsonValue& content, SourceRecord& record) {
  add_media(content, AttachmentKind::audio, record);
  if (content["voice"].flag()) add_fact(record, FactType::source_type, "voice");
  return true;
}

bool fill_sticker(const JsonValue& content, SourceRecord& record) {
  add_media(content, AttachmentKind::sticker, record);
  if (content["animated"].flag()) add_fact(record, FactType::source_type, "animated sticker");
  return true;
}

// Of history: the media follow as a message with the same id.
bool fill_placeholder(const JsonValue&, SourceRecord& record) {
  add_fact(record, FactType::placeholder);
  return true;
}

// --- places, cards, orders ---------------------------------------------------------------------------------------------

bool fill_location(const JsonValue& content, SourceRecord& record) {
  const std::string name(content["name"].text()), address(content["address"].text());
  const std::string latitude = plain(content["latitude"]), longitude = plain(content["longitude"]);
  if (!latitude.empty() && !longitude.empty()) add_fact(record, FactType::location, latitude + "," + longitude);
  if (const std::string place = joined({name, address}, ", "); !place.empty()) add_fact(record, FactType::place, place);
  set_text(record, joined({name, address, std::string(content["url"].text())}, "\n"));
  return true;
}

std::string name_on(const JsonValue& card) {
  const JsonValue name = card["name"];
  if (const std::string_view formatted = name["formatted_name"].text(); !formatted.empty()) return std::string(formatted);
  const std::string parts = joined({std::string(name["first_name"].text()), std::string(name["last_name"].text())}, " ");
  if (!parts.empty()) return parts;
  const auto on_card = whatsapp::names_on_cards(as_bytes(card["vcard"].text()));
  return on_card.empty() ? std::string() : on_card.front();
}

void add_card(SourceRecord& record, const std::string& name, std::string_view vcard) {
  SourceAttachment& attachment = record.attachments.emplace_back();
  attachment.kind = AttachmentKind::contact;
  attachment.mime = "text/vcard";
  attachment.name = name.empty() ? "contact.vcf" : name + ".vcf";
  attachment.size_bytes = vcard.size();
  attachment.open = [bytes = to_bytes(vcard)]() -> Result<std::unique_ptr<io::InputStream>> {
    return io::input_from_bytes(bytes);
  };
}

bool fill_contacts(const JsonValue& content, SourceRecord& record) {
  std::string text;
  content.each([&](const JsonValue& card) {
    const std::string name = name_on(card);
    std::string reached;
    const auto add = [&](const JsonValue& list, std::string_view key) {
      list.each([&](const JsonValue& item) { reached = joined({reached, item[key].words()}, ", "); });
    };
    add(card["phones"], "phone");
    add(card["emails"], "email");
    add_line(text, joined({name, reached}, ": "));
    add_fact(record, FactType::contact, name);
    if (card["vcard"].is_text()) add_card(record, name, card["vcard"].text());
  });
  set_text(record, text);
  return true;
}

bool fill_order(const JsonValue& content, SourceRecord& record) {
  std::string text(content["text"].text());
  content["product_items"].each([&](const JsonValue& item) {
    const std::string price = joined({plain(item["item_price"]), plain(item["currency"])}, " ");
    add_line(text, joined({plain(item["quantity"]), "×", plain(item["product_retailer_id"]), price.empty() ? price : "at " + price}, " "));
  });
  add_fact(record, FactType::source_type, "order of catalogue " + plain(content["catalog_id"]));
  set_text(record, text);
  return true;
}

// --- answers chosen ----------------------------------------------------------------------------------------------------

bool fill_button(const JsonValue& content, SourceRecord& record) {
  if (content["text"].is_text()) record.text = content["text"].text();
  if (const std::string id = plain(content["payload"]); !id.empty()) add_fact(record, FactType::button, id);
  return true;
}

void fill_reply(const JsonValue& reply, SourceRecord& record) {
  set_text(record, joined({std::string(reply["title"].text()), std::string(reply["description"].text())}, "\n"));
  if (const std::string id = plain(reply["id"]); !id.empty()) add_fact(record, FactType::button, id);
}

// A form that was filled in: its answers are JSON in a string.
void fill_form(const JsonValue& reply, SourceRecord& record) {
  const JsonValue answers = reply["response_json"];
  const std::string said = answers.is_text() ? std::string(answers.text()) : answers.exists() ? answers.minified() : std::string();
  set_text(record, joined({std::string(reply["body"].text()), said}, "\n"));
  if (const std::string name = plain(reply["name"]); !name.empty()) add_fact(record, FactType::button, name);
}

// It may come without its body: then value.errors says why.
bool fill_interactive(const JsonValue& content, SourceRecord& record) {
  const std::string type(content["type"].text());
  const JsonValue reply = content[type];
  if (!content.exists() || type.empty()) {
    add_fact(record, FactType::source_type, "interactive");
  } else if (type == "button_reply" || type == "list_reply") {
    fill_reply(reply, record);
  } else if (type == "nfm_reply") {
    fill_form(reply, record);
  } else if (type == "call_permission_reply") {
    set_text(record, plain(reply["response"]));
    add_fact(record, FactType::source_type, type);
  } else {
    return false;
  }
  return true;
}

// --- the table ---------------------------------------------------------------------------------------------------------

struct Type {
  std::string_view name;
  Fill fill;
};
constexpr std::array kTypes = std::to_array<Type>({
    {"text", fill_text},
    {"image", fill_media<AttachmentKind::image>},
    {"video", fill_media<AttachmentKind::video>},
    {"document", fill_media<AttachmentKind::document>},
    {"audio", fill_audio},
    {"voice", fill_audio},
    {"sticker", fill_sticker},
    {"media_placeholder", fill_placeholder},
    {"location", fill_location},
    {"contacts", fill_contacts},
    {"order", fill_order},
    {"button", fill_button},
    {"interactive", fill_interactive},
});
constexpr std::array<std::string_view, 5> kOtherTypes = {"reaction", "edit", "revoke", "system", "unsupported"};

}  // namespace

std::string type_of(const JsonValue& message) {
  if (const std::string_view type = message["type"].text(); !type.empty()) return std::string(type);
  for (const Type& type : kTypes) {
    if (message[type.name].exists()) return std::string(type.name);
  }
  const auto found = std::ranges::find_if(kOtherTypes, [&](std::string_view type) { return message[type].exists(); });
  return found == kOtherTypes.end() ? std::string() : std::string(*found);
}

bool fill_content(SourceRecord& record, const JsonValue& message, const std::string& type) {
  const auto found = std::ranges::find(kTypes, type, &Type::name);
  return found != kTypes.end() && found->fill(message[type], record);
}

}  // namespace muniment::ingest::cloud_api
