// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/progress.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <utility>

#include "cli/json_text.h"
#include "cli/plain_text.h"
#include "cli/terminal.h"

namespace muniment::cli {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kBarEvery{100}, kJsonEvery{1000}, kLineEvery{60'000};
constexpr size_t kBarWidth = 24;

std::string clock_text(double seconds) {
  const auto whole = static_cast<unsigned long>(seconds);
  std::array<char, 32> buffer{};
  std::snprintf(buffer.data(), buffer.size(), "[%02lu:%02lu]", whole / 60, whole % 60);
  return buffer.data();
}

std::string bar_text(uint64_t done, uint64_t total) {
  const size_t full = std::min(kBarWidth, static_cast<size_t>(static_cast<double>(done) / static_cast<double>(total) * kBarWidth));
  std::string bar;
  for (size_t i = 0; i < kBarWidth; ++i) bar += i < full ? "━" : "─";
  return bar + " " + std::to_string(std::min<uint64_t>(100, done * 100 / total)) + " %  ";
}

}  // namespace

Progress::Progress(const Globals& globals, std::string doing, std::string unit)
    : form_(form_of(globals)), doing_(std::move(doing)), unit_(std::move(unit)), printed_(begun_) {}

Progress::~Progress() { finish(); }

Progress::Form Progress::form_of(const Globals& globals) {
  if (globals.quiet || globals.progress == "none") return Form::none;
  if (globals.progress == "json") return Form::json;
  if (globals.progress == "plain") return Form::lines;
  if (globals.wants_json()) return Form::none;
  return stderr_is_terminal() ? Form::bar : Form::lines;
}

double Progress::seconds() const {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begun_).count();
}

void Progress::update(uint64_t done, uint64_t total, const std::string& what) {
  done_ = done;
  total_ = total;
  what_ = what;
  if (form_ == Form::none) return;
  const auto now = std::chrono::steady_clock::now();
  const milliseconds pause = form_ == Form::bar ? kBarEvery : form_ == Form::json ? kJsonEvery : kLineEvery;
  if (now - printed_ < pause) return;
  printed_ = now;
  print(false);
}

void Progress::finish() {
  if (form_ == Form::bar && shown_) std::fputs("\r\x1b[K", stderr);
  if (form_ != Form::bar && shown_) print(true);
  form_ = Form::none;
  shown_ = false;
}

void Progress::print(bool last) {
  shown_ = true;
  if (form_ == Form::bar) return print_bar();
  if (form_ == Form::lines) return print_line(last);
  Json json = json_of_type("progress");
  json.set("doing", doing_).set("done", done_).set("seconds", seconds());
  if (total_ > 0) json.set("total", total_);
  std::fprintf(stderr, "%s\n", json.one_line().c_str());
}

void Progress::print_bar() const {
  std::string line = doing_ + "  " + (total_ > 0 ? bar_text(done_, total_) : std::string());
  line += grouped(done_) + (total_ > 0 ? " of " + grouped(total_) : std::string()) + " " + unit_ + "  " + clock_text(seconds());
  if (!what_.empty()) line += "  " + printable(what_);
  std::fprintf(stderr, "\r\x1b[K%s", shortened(line, terminal_width() - 1).c_str());
  std::fflush(stderr);
}

void Progress::print_line(bool last) const {
  std::fprintf(stderr, "%s  %s%s %s  %s%s\n", doing_.c_str(), grouped(done_).c_str(),
               total_ > 0 ? (" of " + grouped(total_)).c_str() : "", unit_.c_str(), clock_text(seconds()).c_str(),
               last ? "  done" : "");
}

}  // namespace muniment::cli
