// SPDX-License-Identifier: GPL-3.0-or-later
// Which member of an input is the chat, and what the chat is called.
#pragma once

#include <string>

#include "core/base/result.h"
#include "ingest/source_format.h"

namespace muniment::ingest::whatsapp {

// The members of a container that may be the chat, all equally likely: those called "_chat.txt", else the texts called
// like an export, else those that begin like one.
Result<std::vector<size_t>> list_chats(SourceInput& input);

// The only member of a plain file; in a folder or zip "_chat.txt", else the text called like an export, else the only
// text that begins like one. unsupported if there is none, invalid_argument if there are several chats.
Result<size_t> find_chat(SourceInput& input);

// Whether the first bytes of that member are surely those of an export.
Result<bool> begins_like_an_export(SourceInput& input, size_t member);

// The title of the chat as far as names tell: "Deal team" for "WhatsApp Chat with Deal team.txt", for
// "WhatsApp Chat - Deal team.zip" and for a folder "Deal team" that holds a _chat.txt.
std::string suggest_conversation(const SourceInput& input, size_t chat);

// yes: the first line that is not blank begins like a message; maybe: a later one does.
Detection looks_like_an_export(ByteView prefix);

}  // namespace muniment::ingest::whatsapp
