// SPDX-License-Identifier: GPL-3.0-or-later
#include "export/html/style.h"

#include "export/html/escape.h"

namespace muniment::exporting {
namespace {

constexpr std::string_view kStyle = R"css(
:root { --ink: #1c2430; --soft: #56606d; --line: #d5dae1; --band: #f4f6f8; --accent: #1f3f77; --mark: #fbe58c; }
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body { margin: 0 auto; max-width: 66rem; padding: 2.5rem 2rem 4rem; color: var(--ink); background: #fff;
  font: 15px/1.5 system-ui, -apple-system, "Segoe UI", "Noto Sans", "Liberation Sans", sans-serif; }
a { color: var(--accent); text-underline-offset: .15em; }
a:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
h1 { margin: .1rem 0 1.1rem; font-size: 1.75rem; line-height: 1.25; font-weight: 650; overflow-wrap: anywhere; }
.kind { margin: 0; color: var(--soft); font-size: .8rem; letter-spacing: .08em; text-transform: uppercase; }
.about { border-top: 3px solid var(--accent); padding-top: 1.1rem; }
.about dl { display: grid; grid-template-columns: 10rem 1fr; gap: .3rem 1.25rem; margin: 0; padding: 1rem 1.25rem;
  background: var(--band); border-radius: 6px; font-size: .92rem; }
dt { color: var(--soft); }
dd { margin: 0; overflow-wrap: anywhere; }
dd ul { margin: 0; padding-inline-start: 1.1rem; }
code, .id { font-family: ui-monospace, "SF Mono", "Cascadia Mono", "Liberation Mono", monospace; font-size: .8em; }
nav { display: flex; gap: 1.25rem; margin: 1rem 0 0; font-size: .92rem; }
.day { margin: 2.2rem 0 0; padding: 0 0 .35rem; border-bottom: 1px solid var(--line); font-size: 1rem; font-weight: 650; }
ol.messages { margin: 0; padding: 0; list-style: none; }
.message { display: grid; grid-template-columns: 9.5rem 12.5rem minmax(0, 1fr); gap: 0 1.25rem; padding: .65rem .5rem;
  border-bottom: 1px solid #eceff3; }
.message:target { background: #eef3fb; }
.when, .who, .what p { margin: 0; }
.when { font-variant-numeric: tabular-nums; white-space: nowrap; }
.when small, .who small { display: block; color: var(--soft); font-size: .78em; white-space: normal; overflow-wrap: anywhere; }
.who { font-weight: 600; overflow-wrap: anywhere; }
.who small { font-weight: 400; }
.text { white-space: pre-wrap; overflow-wrap: anywhere; unicode-bidi: isolate; }
.about-it, .none { color: var(--soft); font-size: .92em; }
.quote { margin: 0 0 .3rem; padding-inline-start: .7rem; border-inline-start: 3px solid var(--line); color: var(--soft);
  font-size: .92em; overflow-wrap: anywhere; }
.event { color: var(--soft); }
.event .who { font-weight: 400; }
.deleted .text { text-decoration: line-through; text-decoration-color: var(--soft); }
mark { background: var(--mark); color: inherit; padding: 0 .1em; border-radius: 2px; }
.files { margin: .35rem 0 0; padding: 0; list-style: none; font-size: .92em; }
.files li { padding: .35rem .7rem; border: 1px solid var(--line); border-radius: 5px; margin-top: .3rem; overflow-wrap: anywhere; }
.files code { display: block; color: var(--soft); overflow-wrap: anywhere; }
.files .absent { border-style: dashed; color: var(--soft); }
table { width: 100%; margin-top: 1.5rem; border-collapse: collapse; font-size: .92rem; }
th, td { padding: .5rem .75rem .5rem 0; border-bottom: 1px solid var(--line); text-align: start; vertical-align: top; }
th { color: var(--soft); font-weight: 500; }
td.number, th.number { text-align: end; font-variant-numeric: tabular-nums; }
footer { margin-top: 2.5rem; padding-top: .8rem; border-top: 1px solid var(--line); color: var(--soft); font-size: .85rem; }
@media (max-width: 46rem) {
  body { padding: 1.25rem 1rem 3rem; }
  .about dl { grid-template-columns: 1fr; }
  .message { grid-template-columns: 1fr; gap: .15rem; }
}
@media print {
  @page { margin: 16mm 14mm 18mm; }
  body { max-width: none; padding: 0; font-size: 9.5pt; color: #000; }
  nav { display: none; }
  a { color: inherit; text-decoration: none; }
  .about dl { background: none; border: 1px solid var(--line); }
  .message { grid-template-columns: 8rem 10.5rem minmax(0, 1fr); gap: 0 .8rem; break-inside: avoid; }
  .day { break-after: avoid; }
  mark { border-bottom: 1.5px solid #000; border-radius: 0; print-color-adjust: exact; -webkit-print-color-adjust: exact; }
}
)css";

}  // namespace

std::string page_head(std::string_view title, std::string_view more) {
  std::string head = "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
      "<meta name=\"referrer\" content=\"no-referrer\">\n"
      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; "
      "base-uri 'none'; form-action 'none'\">\n<title>";
  append_escaped(head, title);
  return head + "</title>\n<style>" + std::string(kStyle).append(more) + "</style>\n</head>\n";
}

}  // namespace muniment::exporting
