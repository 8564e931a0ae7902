// SPDX-License-Identifier: GPL-3.0-or-later
#include "export/xlsx/workbook.h"

#include <algorithm>
#include <array>
#include <cstdio>

#include "core/base/utf8.h"
#include "export/html/escape.h"
#include "export/item_text.h"
#include "export/xlsx/zip_file.h"

namespace muniment::exporting {
namespace {

constexpr std::string_view kDeclaration = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
constexpr std::string_view kMain = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
constexpr std::string_view kRelations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
constexpr std::string_view kPackageRelations = "http://schemas.openxmlformats.org/package/2006/relationships";
constexpr size_t kLongestText = 32'767;
constexpr std::string_view kCut = " … [cut: longer than a cell]";

// --- texts -------------------------------------------------------------------------------------------------------------

// "_x0041_" would be read as the character 0041: its underscore is written as such an escape.
bool reads_as_escape(std::string_view text) {
  if (text.size() < 7 || text.substr(0, 2) != "_x" || text[6] != '_') return false;
  return text.substr(2, 4).find_first_not_of("0123456789abcdefABCDEF") == std::string_view::npos;
}

bool is_in_xml(char32_t c) { return c != 0xFFFE && c != 0xFFFF; }

// As much of the text as a cell holds, with nothing in it that XML cannot carry.
std::string cell_text(std::string_view text) {
  std::string out;
  for (size_t units = 0; !text.empty();) {
    const CodePoint point = front_code_point(text);
    const bool escape = reads_as_escape(text);
    units += escape ? 7U : point.value > 0xFFFF ? 2U : 1U;
    if (units + kCut.size() > kLongestText && units + text.size() > kLongestText) return out.append(kCut);
    if (escape) out += "_x005F";
    append_utf8(out, is_in_xml(point.value) ? point.value : U'\uFFFD');
    text.remove_prefix(point.bytes);
  }
  return out;
}

std::string xml_text(std::string_view text) { return escaped(cell_text(with_control_pictures(text))); }

// --- sheets ------------------------------------------------------------------------------------------------------------

// "A", "Z", "AA"
std::string column_name(size_t column) {
  std::string name;
  for (size_t rest = column + 1; rest > 0; rest = (rest - 1) / 26) name.insert(name.begin(), static_cast<char>('A' + (rest - 1) % 26));
  return name;
}

// The formats of styles.xml: behind the default, which programs look after themselves, texts and numbers of each style.
int format_of(const Cell& cell) {
  const int text = 1 + static_cast<int>(cell.style) * 2;
  return std::holds_alternative<uint64_t>(cell.value) ? text + 1 : text;
}

void append_cell_xml(std::string& out, const Cell& cell, const std::string& place) {
  if (std::holds_alternative<std::monostate>(cell.value) && cell.style == CellStyle::plain) return;
  out += "<c r=\"" + place + "\" s=\"" + std::to_string(format_of(cell)) + "\"";
  if (const auto* number = std::get_if<uint64_t>(&cell.value)) {
    out += "><v>" + std::to_string(*number) + "</v></c>";
  } else if (const auto* text = std::get_if<std::string>(&cell.value)) {
    out += " t=\"inlineStr\"><is><t xml:space=\"preserve\">" + xml_text(*text) + "</t></is></c>";
  } else {
    out += "/>";
  }
}

std::string pane_of(const Sheet& sheet) {
  if (sheet.frozen_rows == 0) return {};
  const std::string place = "A" + std::to_string(sheet.frozen_rows + 1);
  return "<pane ySplit=\"" + std::to_string(sheet.frozen_rows) + "\" topLeftCell=\"" + place + "\" activePane=\"bottomLeft\" state=\"frozen\"/>";
}

std::string columns_of(const Sheet& sheet) {
  std::string out = "<cols>";
  for (size_t i = 0; i < sheet.widths.size(); ++i) {
    std::array<char, 96> buffer{};
    std::snprintf(buffer.data(), buffer.size(), R"(<col min="%zu" max="%zu" width="%.1f" customWidth="1"/>)", i + 1, i + 1, sheet.widths[i]);
    out += buffer.data();
  }
  return sheet.widths.empty() ? std::string() : out + "</cols>";
}

// --- heights -----------------------------------------------------------------------------------------------------------

constexpr double kLineHeight = 13.5, kTallest = 409;

// About as many lines as a text takes in a column: programs do not agree on when to measure texts that wrap.
size_t lines_in(std::string_view text, double width) {
  const double usable = std::max(4.0, width * 0.9 - 2);
  size_t lines = 1;
  for (double taken = 0; !text.empty();) {
    const CodePoint point = front_code_point(text);
    const double columns = point.value >= 0x1100 ? 2 : 1;
    taken += columns;
    if (point.value == '\n' || taken > usable) {
      ++lines;
      taken = point.value == '\n' ? 0 : columns;
    }
    text.remove_prefix(point.bytes);
  }
  return lines;
}

// Rows of one line have the height of the program.
std::string height_of(const std::vector<Cell>& row, const std::vector<double>& widths) {
  size_t lines = 1;
  for (size_t i = 0; i < std::min(row.size(), widths.size()); ++i) {
    if (const auto* text = std::get_if<std::string>(&row[i].value)) lines = std::max(lines, lines_in(*text, widths[i]));
  }
  if (lines == 1) return {};
  std::array<char, 48> buffer{};
  std::snprintf(buffer.data(), buffer.size(), R"( ht="%.1f" customHeight="1")", std::min(kTallest, kLineHeight * static_cast<double>(lines)));
  return buffer.data();
}

std::string sheet_xml(const Sheet& sheet, bool is_first) {
  std::string out(kDeclaration);
  out += "<worksheet xmlns=\"" + std::string(kMain) + "\"><sheetPr><pageSetUpPr fitToPage=\"1\"/></sheetPr><sheetViews><sheetView" +
         (is_first ? " tabSelected=\"1\"" : "") + " workbookViewId=\"0\">" + pane_of(sheet) + "</sheetView></sheetViews>" + columns_of(sheet) +
         "<sheetData>";
  for (size_t row = 0; row < sheet.rows.size(); ++row) {
    const std::string number = std::to_string(row + 1);
    out += "<row r=\"" + number + "\"" + height_of(sheet.rows[row], sheet.widths) + ">";
    for (size_t i = 0; i < sheet.rows[row].size(); ++i) append_cell_xml(out, sheet.rows[row][i], column_name(i) + number);
    out += "</row>";
  }
  return out + "</sheetData><pageMargins left=\"0.6\" right=\"0.6\" top=\"0.7\" bottom=\"0.7\" header=\"0.3\" footer=\"0.3\"/>"
               "<pageSetup paperSize=\"9\" orientation=\"landscape\" fitToWidth=\"1\" fitToHeight=\"0\"/></worksheet>";
}

// --- the other parts ---------------------------------------------------------------------------------------------------

constexpr std::string_view kFonts =
    "<fonts count=\"3\"><font><sz val=\"10\"/><name val=\"Calibri\"/></font><font><b/><sz val=\"10\"/><name val=\"Calibri\"/></font>"
    "<font><b/><sz val=\"10\"/><color rgb=\"FF1F3F77\"/><name val=\"Calibri\"/></font></fonts>";
constexpr std::string_view kFills =
    "<fills count=\"3\"><fill><patternFill patternType=\"none\"/></fill><fill><patternFill patternType=\"gray125\"/></fill>"
    "<fill><patternFill patternType=\"solid\"><fgColor rgb=\"FFEEF2F7\"/><bgColor indexed=\"64\"/></patternFill></fill></fills>";
constexpr std::string_view kBorders =
    "<borders count=\"3\"><border><left/><right/><top/><bottom/><diagonal/></border>"
    "<border><left/><right/><top/><bottom style=\"thin\"><color rgb=\"FF1F3F77\"/></bottom><diagonal/></border>"
    "<border><left/><right/><top style=\"thin\"><color rgb=\"FF1F3F77\"/></top><bottom/><diagonal/></border></borders>";

// How a CellStyle looks: numbers in the lists above, and where a text stands.
struct Look {
  int font, fill, border;
  std::string_view text_alignment;
};
constexpr std::string_view kLeft = "horizontal=\"left\" indent=\"1\" vertical=\"top\" wrapText=\"1\"";
constexpr std::string_view kRight = "horizontal=\"right\" vertical=\"top\" wrapText=\"1\"";
constexpr std::array<Look, 5> kLooks = {{{0, 0, 0, kLeft}, {1, 0, 0, kLeft}, {2, 2, 1, kLeft}, {2, 2, 1, kRight}, {1, 0, 2, kLeft}}};

std::string format_xml(const Look& look, std::string_view number_format, std::string_view alignment) {
  return "<xf numFmtId=\"" + std::string(number_format) + "\" fontId=\"" + std::to_string(look.font) + "\" fillId=\"" + std::to_string(look.fill) +
         "\" borderId=\"" + std::to_string(look.border) +
         "\" xfId=\"0\" applyNumberFormat=\"1\" applyFont=\"1\" applyFill=\"1\" applyBorder=\"1\" applyAlignment=\"1\"><alignment " +
         std::string(alignment) + "/></xf>";
}

// As format_of() counts them. Number formats: 49 is text, which stays one when it is edited; 3 is 1,234.
std::string styles_xml() {
  std::string out(kDeclaration);
  out += "<styleSheet xmlns=\"" + std::string(kMain) + "\">";
  out.append(kFonts).append(kFills).append(kBorders);
  out += "<cellStyleXfs count=\"1\"><xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\"/></cellStyleXfs><cellXfs count=\"" +
         std::to_string(1 + 2 * kLooks.size()) + "\"><xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\"/>";
  for (const Look& look : kLooks) out += format_xml(look, "49", look.text_alignment) + format_xml(look, "3", "vertical=\"top\"");
  return out + "</cellXfs><cellStyles count=\"1\"><cellStyle name=\"Normal\" xfId=\"0\" builtinId=\"0\"/></cellStyles></styleSheet>";
}

std::string content_types_xml(size_t sheets) {
  std::string out(kDeclaration);
  out += "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">"
         "<Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>"
         "<Default Extension=\"xml\" ContentType=\"application/xml\"/>"
         "<Override PartName=\"/xl/workbook.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml\"/>"
         "<Override PartName=\"/xl/styles.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml\"/>";
  for (size_t i = 1; i <= sheets; ++i) {
    out += "<Override PartName=\"/xl/worksheets/sheet" + std::to_string(i) +
           ".xml\" ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml\"/>";
  }
  return out + "</Types>";
}

std::string workbook_xml(const std::vector<Sheet>& sheets) {
  std::string out(kDeclaration), titles;
  out += "<workbook xmlns=\"" + std::string(kMain) + "\" xmlns:r=\"" + std::string(kRelations) + "\"><sheets>";
  for (size_t i = 0; i < sheets.size(); ++i) {
    const std::string number = std::to_string(i + 1);
    out += "<sheet name=\"" + escaped(sheets[i].name) + "\" sheetId=\"" + number + "\" r:id=\"rId" + number + "\"/>";
    if (sheets[i].frozen_rows == 0) continue;
    titles += "<definedName name=\"_xlnm.Print_Titles\" localSheetId=\"" + std::to_string(i) + "\">'" + escaped(sheets[i].name) + "'!$1:$" +
              std::to_string(sheets[i].frozen_rows) + "</definedName>";
  }
  return out + "</sheets>" + (titles.empty() ? "" : "<definedNames>" + titles + "</definedNames>") + "</workbook>";
}

std::string relation(const std::string& id, std::string_view type, const std::string& target) {
  return "<Relationship Id=\"" + id + "\" Type=\"" + std::string(kRelations) + "/" + std::string(type) + "\" Target=\"" + target + "\"/>";
}

std::string relations(const std::string& all) {
  return std::string(kDeclaration) + "<Relationships xmlns=\"" + std::string(kPackageRelations) + "\">" + all + "</Relationships>";
}

std::string workbook_relations_xml(size_t sheets) {
  std::string all;
  for (size_t i = 1; i <= sheets; ++i) {
    all += relation("rId" + std::to_string(i), "worksheet", "worksheets/sheet" + std::to_string(i) + ".xml");
  }
  return relations(all + relation("rId" + std::to_string(sheets + 1), "styles", "styles.xml"));
}

}  // namespace

Result<std::string> workbook(const std::vector<Sheet>& sheets) {
  ZipMembers members = {{"[Content_Types].xml", content_types_xml(sheets.size())},
                        {"_rels/.rels", relations(relation("rId1", "officeDocument", "xl/workbook.xml"))},
                        {"xl/workbook.xml", workbook_xml(sheets)},
                        {"xl/_rels/workbook.xml.rels", workbook_relations_xml(sheets.size())},
                        {"xl/styles.xml", styles_xml()}};
  for (size_t i = 0; i < sheets.size(); ++i) {
    members.emplace_back("xl/worksheets/sheet" + std::to_string(i + 1) + ".xml", sheet_xml(sheets[i], i == 0));
  }
  return zip_file(members);
}

}  // namespace muniment::exporting
