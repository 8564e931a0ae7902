// SPDX-License-Identifier: GPL-3.0-or-later
#include "ingest/whatsapp/markers.h"

#include <array>

namespace muniment::ingest::whatsapp {
namespace {

constexpr std::array kOmitted = std::to_array<OmittedMarker>({
    {"<Media omitted>", false, false},
    {"image omitted", true, false},
    {"video omitted", true, false},
    {"video note omitted", true, false},
    {"audio omitted", true, false},
    {"sticker omitted", true, false},
    {"GIF omitted", true, false},
    {"document omitted", true, true},
    {"Contact card omitted", true, false},
});

constexpr std::array kAttached = std::to_array<AttachedMarker>({
    {"<attached: ", ">", true},
    {"< attached: ", " >", true},
    {"", " (file attached)", false},
    {"", " <\xE2\x80\x8E" "attached>", false},  // iOS before 2016
});

constexpr std::array<std::string_view, 1> kEdited = {"<This message was edited>"};

constexpr std::array kMarkedMessages = std::to_array<std::string_view>({
    "You deleted this message",
    "This message was deleted",
    "Location: ",
    "Live location shared",
    "POLL:",
    "Waiting for this message",
    "You received a view once message",
});

constexpr std::array kSystemSentences = std::to_array<std::string_view>({
    "Messages and calls are end-to-end encrypted.",
    "Messages to this chat and calls are now secured with end-to-end encryption.",
    "Messages to this group are now secured with end-to-end encryption.",
    "Messages you send to this chat and calls are now secured with end-to-end encryption.",
    "Messages you send to this group are now secured with end-to-end encryption.",
});

constexpr std::array kSentencesWithTitle = std::to_array<std::string_view>({
    " created group ",
    " changed the subject from ",
    " changed the subject to ",
    " changed the group name from ",
    " changed the group name to ",
    " created this community ",
    " created community ",
});

}  // namespace

std::span<const OmittedMarker> omitted_markers() { return kOmitted; }
std::span<const AttachedMarker> attached_markers() { return kAttached; }
std::span<const std::string_view> edited_markers() { return kEdited; }
std::span<const std::string_view> marked_messages() { return kMarkedMessages; }
std::span<const std::string_view> system_sentences() { return kSystemSentences; }
std::span<const std::string_view> sentences_with_title() { return kSentencesWithTitle; }

}  // namespace muniment::ingest::whatsapp
