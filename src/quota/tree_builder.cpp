#include "quota/tree_builder.hpp"

#include <algorithm>
#include <numeric>

#include "quota/definition.hpp"

namespace sandan::quota {
namespace {

std::size_t at(std::int64_t index) noexcept { return static_cast<std::size_t>(index); }

struct Window {
  Day from;
  Day to;

  bool empty() const noexcept { return from > to; }
};

Window meet(Window a, Window b) noexcept {
  return {std::max(a.from, b.from), std::min(a.to, b.to)};
}

/// Items grouped by a key from -1 up, in the order they came within each.
class Grouped {
 public:
  template <class KeyOf>
  Grouped(std::size_t items, std::size_t keys, KeyOf&& key_of) : starts_(keys + 2, 0) {
    for (std::size_t i = 0; i < items; ++i)
      ++starts_[at(key_of(i)) + 1 + 1];
    std::partial_sum(starts_.begin(), starts_.end(), starts_.begin());
    items_.resize(items);
    std::vector<std::int32_t> next = starts_;
    for (std::size_t i = 0; i < items; ++i)
      items_[at(next[at(key_of(i) + 1)]++)] = static_cast<std::int32_t>(i);
  }

  std::int32_t begin(std::int32_t key) const noexcept { return starts_[at(key + 1)]; }
  std::int32_t end(std::int32_t key) const noexcept { return starts_[at(key + 2)]; }
  std::int32_t operator[](std::int32_t place) const noexcept { return items_[at(place)]; }
  std::int32_t& operator[](std::int32_t place) noexcept { return items_[at(place)]; }

 private:
  std::vector<std::int32_t> starts_;
  std::vector<std::int32_t> items_;
};

class TreeBuilder {
 public:
  explicit TreeBuilder(TreeInput input)
      : in_(std::move(input)),
        plan_{in_.plan_from, in_.plan_to},
        had_children_(drop_other_years()),
        children_(in_.links.size(), in_.nodes.size(),
                  [this](std::size_t i) { return in_.links[i].parent; }),
        by_node_(in_.links.size(), in_.nodes.size(),
                 [this](std::size_t i) { return in_.links[i].node; }),
        covered_(in_.links.size(), 0) {}

  AxisTree build() && {
    sort_links_of_nodes();
    walk();
    check_cycles();
    if (nodes_.size() < 2) refuse_empty();
    AxisTree tree;
    tree.axis = std::move(in_.axis);
    tree.nodes = std::move(nodes_);
    tree.finish();
    name_levels(tree);
    return tree;
  }

 private:
  struct Frame {
    std::int32_t next;  ///< place in children_
    std::int32_t end;
    std::int32_t source;  ///< node of the input; -1: the root
    std::int32_t made;    ///< node of the tree
    Window window;
    Window hull = {last_day, first_day};  ///< of its children so far
    bool has_own = false;                 ///< its own leaf is among them
  };
  struct Visit {
    std::int32_t link;
    Window window;
  };

  /// Leaves out the links that do not meet the plan; which nodes had children
  /// before.
  std::vector<bool> drop_other_years() {
    std::vector<bool> had(in_.nodes.size(), false);
    for (const Link& link : in_.links) {
      if (link.parent >= 0) had[at(link.parent)] = true;
    }
    std::erase_if(in_.links,
                  [&](const Link& link) { return meet(window_of(link), plan_).empty(); });
    return had;
  }

  Window window_of(const Link& link) const noexcept { return {link.from, link.to}; }

  void sort_links_of_nodes() {
    for (std::int32_t node = 0; node < static_cast<std::int32_t>(in_.nodes.size()); ++node) {
      const std::int32_t begin = by_node_.begin(node);
      const std::int32_t end = by_node_.end(node);
      if (end - begin < 2) continue;
      std::stable_sort(&by_node_[begin], &by_node_[begin] + (end - begin),
                       [&](std::int32_t a, std::int32_t b) {
                         return in_.links[at(a)].from < in_.links[at(b)].from;
                       });
      for (std::int32_t i = begin + 1; i < end; ++i) {
        const Link& before = in_.links[at(by_node_[i - 1])];
        const Link& link = in_.links[at(by_node_[i])];
        if (link.from > before.to) continue;
        throw in_.refuse("duplicate_node",
                         "the node is given twice for the same days" + named(node),
                         std::max(before.row, link.row));
      }
    }
  }

  /// From the root down and children in their order, with a stack of its own:
  /// a tree may be as deep as it has nodes.
  void walk() {
    nodes_.emplace_back();
    nodes_[0].code = root_code(in_.axis);
    enter(-1, 0, {first_day, last_day});
    while (!stack_.empty()) {
      Frame& frame = stack_.back();
      if (frame.next == frame.end) {
        leave();
        continue;
      }
      const std::int32_t index = children_[frame.next++];
      const Link& link = in_.links[at(index)];
      const Window window = meet(window_of(link), frame.window);
      const Window in_plan = meet(window, plan_);
      if (in_plan.empty()) continue;
      covered_[at(index)] += in_plan.to - in_plan.from + 1;
      if (window.from > link.from || window.to < link.to) partial_.push_back({index, in_plan});
      const std::int32_t above = frame.made;
      enter(link.node, add(link.node, above, window), window);
    }
  }

  void enter(std::int32_t source, std::int32_t made, Window window) {
    Frame frame{children_.begin(source), children_.end(source), source, made, window};
    if (source >= 0 && in_.nodes[at(source)].sells && frame.next < frame.end) {
      const Window own = own_days(source, window);
      if (!meet(own, plan_).empty()) {
        add(source, made, own);
        frame.has_own = true;
        frame.hull = own;
      }
    }
    stack_.push_back(frame);
  }

  std::int32_t add(std::int32_t source, std::int32_t parent, Window window) {
    if (nodes_.size() >= most_nodes) {
      throw Error(Status::limit, "too_many_nodes",
                  "an axis has " + std::to_string(most_nodes) + " nodes at most")
          .at(in_.place);
    }
    AxisNode node;
    node.code = in_.nodes[at(source)].code;
    node.label = in_.nodes[at(source)].label;
    node.parent = parent;
    node.from = window.from;
    node.to = window.to;
    nodes_.push_back(std::move(node));
    return static_cast<std::int32_t>(nodes_.size()) - 1;
  }

  Window own_days(std::int32_t source, Window window) const noexcept {
    return meet(window, {in_.nodes[at(source)].from, in_.nodes[at(source)].to});
  }

  /// Closes a node: with children it takes part while they do, without it
  /// becomes a leaf, or goes.
  void leave() {
    Frame frame = stack_.back();
    stack_.pop_back();
    if (frame.source < 0) return;
    const auto below = static_cast<std::int32_t>(nodes_.size()) - 1 - frame.made;
    const bool only_itself = frame.has_own && below == 1;
    if (only_itself) nodes_.pop_back();
    if (below == 0 || only_itself) {
      frame.hull = own_days(frame.source, frame.window);
      const bool goes = had_children_[at(frame.source)] && !in_.nodes[at(frame.source)].alone;
      if (goes || meet(frame.hull, plan_).empty()) {
        nodes_.pop_back();
        return;
      }
    }
    nodes_[at(frame.made)].from = frame.hull.from;
    nodes_[at(frame.made)].to = frame.hull.to;
    Window& above = stack_.back().hull;
    above = {std::min(above.from, frame.hull.from), std::max(above.to, frame.hull.to)};
  }

  /// Links that do not reach the root on all their days either begin below a
  /// node that takes no part on them, which is allowed, or run in a circle.
  void check_cycles() {
    std::sort(partial_.begin(), partial_.end(), [](const Visit& a, const Visit& b) {
      return a.link != b.link ? a.link < b.link : a.window.from < b.window.from;
    });
    seen_in_.assign(in_.nodes.size(), -1);
    leads_nowhere_on_.assign(in_.nodes.size(), last_day + 1);
    auto visit = partial_.begin();
    for (std::int32_t i = 0; i < static_cast<std::int32_t>(in_.links.size()); ++i) {
      const Window window = meet(window_of(in_.links[at(i)]), plan_);
      Day missing = window.from;
      for (; visit != partial_.end() && visit->link == i; ++visit) {
        if (visit->window.from == missing) missing = visit->window.to + 1;
      }
      if (window.empty() || covered_[at(i)] == window.to - window.from + 1) continue;
      follow(i, missing);
    }
  }

  void follow(std::int32_t start, Day day) {
    std::vector<std::int32_t> nodes_passed;
    std::vector<std::int32_t> links_passed;
    for (std::int32_t link = start; link >= 0;) {
      const std::int32_t node = in_.links[at(link)].node;
      if (seen_in_[at(node)] == start) refuse_cycle(nodes_passed, links_passed, node);
      if (leads_nowhere_on_[at(node)] == day) break;
      seen_in_[at(node)] = start;
      nodes_passed.push_back(node);
      links_passed.push_back(link);
      const std::int32_t parent = in_.links[at(link)].parent;
      link = parent < 0 ? -1 : link_on(parent, day);
    }
    for (const std::int32_t node : nodes_passed)
      leads_nowhere_on_[at(node)] = day;
  }

  std::int32_t link_on(std::int32_t node, Day day) const noexcept {
    for (std::int32_t i = by_node_.begin(node); i < by_node_.end(node); ++i) {
      const Link& link = in_.links[at(by_node_[i])];
      if (link.from <= day && day <= link.to) return by_node_[i];
    }
    return -1;
  }

  [[noreturn]] void refuse_cycle(const std::vector<std::int32_t>& passed,
                                 const std::vector<std::int32_t>& links, std::int32_t again) {
    constexpr std::int64_t most_named = 10;
    const auto first = std::find(passed.begin(), passed.end(), again) - passed.begin();
    const auto length = static_cast<std::int64_t>(passed.size()) - first;
    std::int64_t row = in_.links[at(links[at(first)])].row;
    for (std::int64_t i = first; i < first + length; ++i)
      row = std::min(row, in_.links[at(links[at(i)])].row);
    std::string message = "the nodes above a node lead back to it";
    if (in_.values) {
      message += ": ";
      for (std::int64_t i = 0; i < std::min(length, most_named); ++i)
        message += in_.nodes[at(passed[at(first + i)])].code + " → ";
      if (length > most_named) message += "… → ";
      message += in_.nodes[at(again)].code;
    }
    message += " (" + std::to_string(length) + " in the circle)";
    throw in_.refuse("parent_cycle", message, row);
  }

  [[noreturn]] void refuse_empty() const {
    throw Error(Status::data, "empty_axis",
                "no node of the axis \"" + in_.axis + "\" takes part between " +
                    format_day(in_.plan_from) + " and " + format_day(in_.plan_to))
        .at(in_.place);
  }

  std::string named(std::int32_t node) const {
    return in_.values ? ": \"" + in_.nodes[at(node)].code + "\"" : "";
  }

  void name_levels(AxisTree& tree) {
    std::int32_t depth = 0;
    for (const AxisNode& node : tree.nodes)
      depth = std::max(depth, node.depth);
    tree.levels = std::move(in_.levels);
    if (tree.levels.empty()) tree.levels.emplace_back(root_code(tree.axis));
    const bool is_flat = depth == 1 && tree.levels.size() == 1;
    for (auto i = static_cast<std::int32_t>(tree.levels.size()); i <= depth; ++i)
      tree.levels.push_back(is_flat ? tree.axis : "depth_" + std::to_string(i));
  }

  TreeInput in_;
  Window plan_;
  std::vector<bool> had_children_;
  Grouped children_;
  Grouped by_node_;
  std::vector<std::int64_t> covered_;  ///< days of the plan on which a link reaches the root
  std::vector<Visit> partial_;         ///< passages of links on fewer days than theirs
  std::vector<Frame> stack_;
  std::vector<AxisNode> nodes_;
  std::vector<std::int32_t> seen_in_;
  std::vector<Day> leads_nowhere_on_;
};

}  // namespace

AxisTree build_tree(TreeInput input) { return TreeBuilder(std::move(input)).build(); }

}  // namespace sandan::quota
