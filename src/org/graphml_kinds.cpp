#include "org/graphml_kinds.hpp"

#include <algorithm>

#include "core/text.hpp"
#include "org/vocabulary.hpp"
#include "sandan/core/document.hpp"
#include "sandan/org.hpp"

namespace sandan::org {
namespace {

constexpr std::size_t most_labels = 20;       ///< told by themselves
constexpr std::size_t most_shown = 200;       ///< bytes of a label in a fault
constexpr std::size_t most_told_apart = 256;  ///< bytes that make labels distinct

}  // namespace

std::string code_form(std::string_view word) {
  std::string code(word);
  for (char& c : code) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    if (c == ' ' || c == '-') c = '_';
  }
  return code;
}

KindWords::KindWords() {
  const auto vocabulary =
      MapVocabulary::compile(shipped_document("map_vocabulary", "standard")).shared();
  for (const RelationKind& kind : vocabulary->kinds)
    codes_.emplace(kind.word.code, kind.word.code);
  for (const RelationKind& kind : vocabulary->kinds) {
    for (const std::string_view language : {"zh", "en"}) {
      const std::string_view label = kind.word.label.exactly(language);
      if (!label.empty()) codes_.emplace(code_form(label), kind.word.code);
    }
  }
  for (const auto& entry : codes_)
    longest_ = std::max(longest_, entry.first.size());
}

std::string_view KindWords::code(std::string_view word) const {
  if (word.size() > longest_) return {};
  const auto found = codes_.find(code_form(word));
  return found == codes_.end() ? std::string_view() : std::string_view(found->second);
}

void OtherLabels::see(std::string_view label, std::int64_t offset) {
  label = label.substr(0, most_told_apart);
  const bool seen = std::any_of(labels_.begin(), labels_.end(),
                                [&](const Label& known) { return known.text == label; });
  if (seen) return;
  if (labels_.size() < most_labels) {
    labels_.push_back({label, offset});
  } else {
    more_.see(offset);
  }
}

void OtherLabels::tell(MapTable& faults) const {
  for (const Label& label : labels_) {
    const std::string shown = shortened(label.text, most_shown);
    add_fault(faults, {byte_place(label.first), "edge", {}, "label_is_no_kind", shown});
  }
  if (more_.times == 0) return;
  const std::string count = std::to_string(more_.times);
  add_fault(faults, {byte_place(more_.first), "edge", {}, "more_labels", count});
}

}  // namespace sandan::org
