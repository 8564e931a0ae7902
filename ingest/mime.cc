// SPDX-License-Identifier: GPL-3.0-or-later
#include "ingest/mime.h"

#include <array>

#include "ingest/member_names.h"

namespace muniment::ingest {
namespace {

struct Extension {
  std::string_view suffix;
  std::string_view mime;
};

constexpr std::array kExtensions = std::to_array<Extension>({
    {".jpg", "image/jpeg"}, {".jpeg", "image/jpeg"}, {".png", "image/png"}, {".webp", "image/webp"},
    {".gif", "image/gif"}, {".heic", "image/heic"}, {".mp4", "video/mp4"}, {".3gp", "video/3gpp"},
    {".mov", "video/quicktime"}, {".mkv", "video/x-matroska"}, {".opus", "audio/ogg"}, {".ogg", "audio/ogg"},
    {".mp3", "audio/mpeg"}, {".m4a", "audio/mp4"}, {".aac", "audio/aac"}, {".amr", "audio/amr"}, {".wav", "audio/wav"},
    {".pdf", "application/pdf"}, {".vcf", "text/vcard"}, {".txt", "text/plain"}, {".csv", "text/csv"},
    {".html", "text/html"}, {".json", "application/json"}, {".zip", "application/zip"}, {".doc", "application/msword"},
    {".docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"},
    {".xls", "application/vnd.ms-excel"},
    {".xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"},
    {".ppt", "application/vnd.ms-powerpoint"},
    {".pptx", "application/vnd.openxmlformats-officedocument.presentationml.presentation"},
    {".eml", "message/rfc822"}, {".ics", "text/calendar"}, {".apk", "application/vnd.android.package-archive"},
});

}  // namespace

std::string_view mime_of(std::string_view file_name) {
  for (const Extension& extension : kExtensions) {
    if (has_extension(file_name, extension.suffix)) return extension.mime;
  }
  return {};
}

}  // namespace muniment::ingest
