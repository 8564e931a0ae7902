// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/record.h"

namespace muniment {

std::string_view to_string(RecordKind kind) {
  switch (kind) {
    case RecordKind::message: return "message";
    case RecordKind::system_event: return "system event";
    case RecordKind::edit: return "edit";
    case RecordKind::revoke: return "revoke";
    case RecordKind::reaction: return "reaction";
    case RecordKind::receipt: return "receipt";
    case RecordKind::call: return "call";
    case RecordKind::vote: return "vote";
    case RecordKind::session_event: return "session event";
    case RecordKind::identity: return "identity";
    case RecordKind::delivery: return "delivery";
    case RecordKind::unrecognised: return "unrecognised";
    case RecordKind::access: return "access";
    case RecordKind::export_made: return "export";
    case RecordKind::matter: return "matter";
    case RecordKind::tag: return "tag";
    case RecordKind::user: return "user";
    case RecordKind::saved_search: return "saved search";
    case RecordKind::supervision: return "supervision";
    case RecordKind::identity_link: return "identity link";
    case RecordKind::sighting: return "sighting";
    case RecordKind::exception: return "exception";
    case RecordKind::batch_begin: return "batch begin";
    case RecordKind::batch_end: return "batch end";
    case RecordKind::refusal: return "refusal";
    case RecordKind::segment_sealed: return "segment sealed";
    case RecordKind::conversation_label: return "conversation label";
    case RecordKind::key_event: return "key event";
    case RecordKind::key: return "key";
    case RecordKind::hold: return "hold";
    case RecordKind::disposition: return "disposition";
    case RecordKind::progress: return "capture progress";
    case RecordKind::source_setting: return "source setting";
    case RecordKind::exception_taken: return "exception taken";
    case RecordKind::saved_search_run: return "saved search run";
    case RecordKind::gap: return "gap";
    case RecordKind::recovery: return "recovery";
    case RecordKind::config: return "config";
  }
  return "unknown kind";
}

bool may_be_spooled(RecordKind kind) {
  switch (kind) {
    case RecordKind::access:
    case RecordKind::source_setting:
    case RecordKind::identity_link:
    case RecordKind::saved_search:
    case RecordKind::saved_search_run: return true;
    default: return false;
  }
}

std::string_view to_string(AttachmentKind kind) {
  switch (kind) {
    case AttachmentKind::unknown: return "attachment";
    case AttachmentKind::image: return "image";
    case AttachmentKind::video: return "video";
    case AttachmentKind::audio: return "audio";
    case AttachmentKind::sticker: return "sticker";
    case AttachmentKind::gif: return "GIF";
    case AttachmentKind::document: return "document";
    case AttachmentKind::contact: return "contact card";
    case AttachmentKind::video_note: return "video note";
  }
  return "attachment";
}

bool is_other_form(ReferenceType type) {
  return type == ReferenceType::edit_of || type == ReferenceType::revoke_of || type == ReferenceType::completes ||
         type == ReferenceType::earlier_form_of;
}

}  // namespace muniment
