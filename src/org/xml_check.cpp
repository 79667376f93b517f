#include "org/xml_check.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <string>
#include <vector>

#include "core/text.hpp"
#include "org/xml_characters.hpp"
#include "sandan/core/status.hpp"

namespace sandan::org {
namespace {

bool is_space(char c) noexcept { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

bool starts_name(char c) noexcept {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == ':' ||
         static_cast<unsigned char>(c) >= 0x80;
}

bool is_in_name(char c) noexcept {
  return starts_name(c) || (c >= '0' && c <= '9') || c == '-' || c == '.';
}

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return out;
}

class Check {
 public:
  Check(std::string_view text, const XmlLimits& limits) : text_(text), limits_(limits) {}

  std::size_t run() {
    if (text_.size() > limits_.bytes) {
      throw Error(Status::limit, "text_too_large",
                  "text has " + std::to_string(text_.size()) + " bytes; the limit is " +
                      std::to_string(limits_.bytes));
    }
    const std::size_t mark = byte_order_mark();
    at_ = mark;
    characters();
    if (text_.substr(at_).starts_with("<?xml") && at_ + 5 < text_.size() &&
        is_space(text_[at_ + 5])) {
      declaration();
    }
    while (at_ < text_.size())
      text_[at_] == '<' ? markup() : character_data();
    if (!open_.empty()) refuse("not_xml", at_, "element " + quoted(open_.back()) + " has no end");
    if (!root_seen_) refuse("not_xml", at_, "there is no element");
    return mark;
  }

 private:
  static std::string quoted(std::string_view name) { return "\"" + shortened(name, 60) + "\""; }

  [[noreturn]] static void fail(Status status, std::string_view detail, std::size_t at,
                                std::string message) {
    throw Error(status, detail, std::move(message)).at("byte " + std::to_string(at));
  }
  [[noreturn]] static void refuse(std::string_view detail, std::size_t at, std::string message) {
    fail(Status::parse, detail, at, std::move(message));
  }

  bool ahead(std::string_view text) const noexcept { return text_.substr(at_).starts_with(text); }

  std::size_t byte_order_mark() const {
    if (text_.starts_with("\xEF\xBB\xBF")) return 3;
    if (text_.starts_with("\xFE\xFF") || text_.starts_with("\xFF\xFE")) {
      fail(Status::unsupported, "encoding", 0, "UTF-16 is not read; save the file as UTF-8");
    }
    return 0;
  }

  void characters() const {
    const std::size_t bad = first_bad_character(text_);
    if (bad == text_.size()) return;
    if (static_cast<unsigned char>(text_[bad]) < 0x80) {
      refuse("bad_character", bad, "a character stands here that XML does not allow");
    }
    refuse("not_utf8", bad, "the text is not UTF-8 here, or holds what XML does not allow");
  }

  void declaration() {
    const std::size_t from = at_;
    const std::size_t end = text_.find("?>", at_);
    if (end == std::string_view::npos) refuse("not_xml", from, "the XML declaration has no end");
    const std::string_view inside = text_.substr(from, end - from);
    const std::size_t version = inside.find("version");
    if (version == std::string_view::npos) {
      refuse("not_xml", from, "the XML declaration says no version");
    }
    const std::string encoding = lower(value_of(inside, "encoding"));
    if (!encoding.empty() && encoding != "utf-8" && encoding != "utf8" && encoding != "us-ascii" &&
        encoding != "ascii") {
      fail(Status::unsupported, "encoding", from,
           "encoding " + quoted(encoding) + " is not read; save the file as UTF-8");
    }
    at_ = end + 2;
  }

  static std::string_view value_of(std::string_view inside, std::string_view name) noexcept {
    std::size_t at = inside.find(name);
    if (at == std::string_view::npos) return {};
    at = inside.find_first_of("\"'", at);
    if (at == std::string_view::npos) return {};
    const std::size_t end = inside.find(inside[at], at + 1);
    return end == std::string_view::npos ? std::string_view() : inside.substr(at + 1, end - at - 1);
  }

  void markup() {
    if (ahead("<!--")) return comment();
    if (ahead("<![CDATA[")) return character_section();
    if (ahead("<!DOCTYPE")) return document_type();
    if (ahead("<?")) return instruction();
    if (ahead("</")) return end_tag();
    start_tag();
  }

  void comment() {
    const std::size_t dashes = text_.find("--", at_ + 4);
    if (dashes == std::string_view::npos) refuse("not_xml", at_, "a comment has no end");
    if (!text_.substr(dashes).starts_with("-->")) {
      refuse("not_xml", dashes, "two dashes must not stand in a comment");
    }
    at_ = dashes + 3;
  }

  void character_section() {
    if (open_.empty()) refuse("not_xml", at_, "text stands outside the document's element");
    const std::size_t end = text_.find("]]>", at_);
    if (end == std::string_view::npos) refuse("not_xml", at_, "a CDATA section has no end");
    at_ = end + 3;
  }

  /// One that names a file is passed over, and the file never opened.
  void document_type() {
    const std::size_t end = text_.find_first_of("[>", at_);
    if (end == std::string_view::npos) refuse("not_xml", at_, "a document type has no end");
    if (text_[end] == '[' || root_seen_ || type_seen_) {
      refuse("doctype", at_, "a document type that declares something is not read");
    }
    type_seen_ = true;
    at_ = end + 1;
  }

  void instruction() {
    const std::size_t from = at_;
    at_ += 2;
    const std::string_view target = name();
    if (lower(target) == "xml")
      refuse("not_xml", from, "an XML declaration stands first or nowhere");
    const std::size_t end = text_.find("?>", at_);
    if (end == std::string_view::npos) {
      refuse("not_xml", from, "a processing instruction has no end");
    }
    at_ = end + 2;
  }

  std::string_view name() {
    const std::size_t from = at_;
    if (at_ >= text_.size() || !starts_name(text_[at_])) {
      refuse("not_xml", at_, "a name is wanted here");
    }
    while (at_ < text_.size() && is_in_name(text_[at_]))
      ++at_;
    return text_.substr(from, at_ - from);
  }

  bool skip_space() noexcept {
    const std::size_t from = at_;
    while (at_ < text_.size() && is_space(text_[at_]))
      ++at_;
    return at_ > from;
  }

  void end_tag() {
    const std::size_t from = at_;
    at_ += 2;
    const std::string_view tag = name();
    skip_space();
    if (at_ >= text_.size() || text_[at_] != '>') refuse("not_xml", at_, "\">\" is wanted here");
    ++at_;
    if (open_.empty() || open_.back() != tag) {
      refuse("not_xml", from, "end of " + quoted(tag) + ", which is not open here");
    }
    open_.pop_back();
  }

  void start_tag() {
    const std::size_t from = at_++;
    const std::string_view tag = name();
    if (open_.empty() && root_seen_) refuse("not_xml", from, "a document has one element");
    if (++elements_ > limits_.elements) {
      fail(Status::limit, "too_many_elements", from,
           "more than " + std::to_string(limits_.elements) + " elements");
    }
    root_seen_ = true;
    if (attributes()) return;
    if (open_.size() >= limits_.depth) {
      fail(Status::limit, "too_deep", from,
           "nesting is deeper than " + std::to_string(limits_.depth) + " levels");
    }
    open_.push_back(tag);
  }

  /// To the end of a tag; true where the element is empty.
  bool attributes() {
    names_.clear();
    for (;;) {
      const bool spaced = skip_space();
      if (at_ >= text_.size()) refuse("not_xml", at_, "a tag has no end");
      if (text_[at_] == '>' || ahead("/>")) break;
      if (!spaced) refuse("not_xml", at_, "a space is wanted between attributes");
      attribute();
    }
    no_name_twice();
    const bool empty = text_[at_] == '/';
    at_ += empty ? 2 : 1;
    return empty;
  }

  void attribute() {
    if (names_.size() >= limits_.attributes_of_one || ++attributes_ > limits_.attributes) {
      fail(Status::limit, "too_many_attributes", at_, "more attributes than the limit allows");
    }
    names_.push_back(name());
    skip_space();
    if (at_ >= text_.size() || text_[at_] != '=') refuse("not_xml", at_, "\"=\" is wanted here");
    ++at_;
    skip_space();
    if (at_ >= text_.size() || (text_[at_] != '"' && text_[at_] != '\'')) {
      refuse("not_xml", at_, "a quoted value is wanted here");
    }
    const std::size_t from = at_;
    const char quote = text_[at_++];
    while (at_ < text_.size() && text_[at_] != quote) {
      if (text_[at_] == '<') refuse("not_xml", at_, "\"<\" must not stand in a value");
      text_[at_] == '&' ? reference() : static_cast<void>(++at_);
    }
    if (at_ >= text_.size()) refuse("not_xml", from, "a value has no end");
    ++at_;
  }

  void no_name_twice() {
    if (names_.size() < 2) return;
    std::sort(names_.begin(), names_.end());
    const auto twice = std::adjacent_find(names_.begin(), names_.end());
    if (twice == names_.end()) return;
    const char* later = std::max(twice[0].data(), twice[1].data());
    refuse("duplicate_attribute", static_cast<std::size_t>(later - text_.data()),
           "attribute " + quoted(*twice) + " occurs twice");
  }

  void character_data() {
    if (open_.empty()) {
      if (!skip_space()) refuse("not_xml", at_, "text stands outside the document's element");
      return;
    }
    while (at_ < text_.size() && text_[at_] != '<') {
      if (text_[at_] == ']' && ahead("]]>")) {
        refuse("not_xml", at_, "\"]]>\" must not stand in text");
      }
      text_[at_] == '&' ? reference() : static_cast<void>(++at_);
    }
  }

  void reference() {
    const std::size_t from = at_++;
    if (at_ < text_.size() && text_[at_] == '#') return character_reference(from);
    const std::string_view entity =
        at_ < text_.size() && starts_name(text_[at_]) ? name() : std::string_view();
    if (at_ >= text_.size() || text_[at_] != ';' || entity.empty()) {
      refuse("not_xml", from, "\"&\" must be written as \"&amp;\"");
    }
    static constexpr std::array<std::string_view, 5> known = {"amp", "lt", "gt", "quot", "apos"};
    if (std::find(known.begin(), known.end(), entity) == known.end()) {
      refuse("undefined_entity", from, "entity " + quoted(entity) + " is not defined");
    }
    ++at_;
  }

  void character_reference(std::size_t from) {
    ++at_;
    const bool hexadecimal = at_ < text_.size() && text_[at_] == 'x';
    at_ += hexadecimal ? 1 : 0;
    std::uint32_t code = 0;
    const char* const end = text_.data() + text_.size();
    const auto read = std::from_chars(text_.data() + at_, end, code, hexadecimal ? 16 : 10);
    if (read.ec != std::errc() || read.ptr == end || *read.ptr != ';' || !is_xml_character(code)) {
      refuse("bad_character", from, "no character that XML allows");
    }
    at_ = static_cast<std::size_t>(read.ptr - text_.data()) + 1;
  }

  std::string_view text_;
  const XmlLimits& limits_;
  std::size_t at_ = 0;
  std::size_t elements_ = 0;
  std::size_t attributes_ = 0;
  bool root_seen_ = false;
  bool type_seen_ = false;
  std::vector<std::string_view> open_;
  std::vector<std::string_view> names_;  ///< of the tag at hand
};

}  // namespace

std::size_t check_xml(std::string_view text, const XmlLimits& limits) {
  return Check(text, limits).run();
}

}  // namespace sandan::org
