#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "rules/feel/lexer.hpp"
#include "rules/feel/literals.hpp"
#include "rules/feel/parse.hpp"
#include "rules/feel/refusals.hpp"
#include "rules/feel/typing.hpp"

namespace sandan::rules::feel {
namespace {

/// A node, and how many levels it has.
struct Part {
  Node node;
  std::size_t height = 1;
};

/// One of a list of tests: a test, or a value that what is tested may equal.
struct Item {
  Part part;
  bool is_value = false;
};

/// How tightly operators bind; all of one level go from left to right.
enum Level : int { none, disjunction, conjunction, comparison, sum, product, exponent };

struct Operator {
  Level level = none;
  Op op = Op::literal;
};

Operator operator_of(Token token) noexcept {
  switch (token) {
    case Token::or_:
      return {disjunction, Op::or_};
    case Token::and_:
      return {conjunction, Op::and_};
    case Token::between:
    case Token::in:
      return {comparison, Op::and_};
    case Token::equal:
      return {comparison, Op::equal};
    case Token::not_equal:
      return {comparison, Op::not_equal};
    case Token::less:
      return {comparison, Op::less};
    case Token::less_equal:
      return {comparison, Op::less_equal};
    case Token::greater:
      return {comparison, Op::greater};
    case Token::greater_equal:
      return {comparison, Op::greater_equal};
    case Token::plus:
      return {sum, Op::add};
    case Token::minus:
      return {sum, Op::subtract};
    case Token::star:
      return {product, Op::multiply};
    case Token::slash:
      return {product, Op::divide};
    case Token::power:
      return {exponent, Op::power};
    default:
      return {};
  }
}

std::size_t size_of(const Node& node) noexcept {
  std::size_t size = 1;
  for (const Node& child : node.children)
    size += size_of(child);
  return size;
}

/// The literal with its sign turned; nothing for what is no number or duration.
std::optional<Value> negated(const Node& node) {
  if (node.op != Op::literal || !node.value.is_value()) return std::nullopt;
  if (node.type == Type::number) return Value::of(-node.value.number);
  if (node.type == Type::duration) return Value::of_duration(-node.value.integer);
  if (node.type == Type::months) return Value::of_months(-node.value.integer);
  return std::nullopt;
}

class Parser {
 public:
  Parser(std::string_view text, const Scope& scope, const ParseLimits& limits)
      : limits_(limits), scope_(scope), lexer_(limited(text, limits), scope) {
    current_ = lexer_.next();
  }

  Node whole_expression() {
    Part part = expression();
    expect_end();
    return std::move(part.node);
  }

  Node whole_cell(Type tested) {
    if (at_end() || is_dash()) return literal(Value::of(true), current_.at).node;
    Part subject = leaf(Op::tested, tested, 0);
    const Lexeme first = current_;
    if (!accept(Token::not_)) {
      Part part = tests(subject);
      expect_end();
      return std::move(part.node);
    }
    expect(Token::open, "( is wanted behind not");
    Part part = tests(subject);
    expect(Token::close, ") is wanted behind the tests of not( )");
    if (!at_end()) throw syntax_error(current_.at, "not( … ) stands around all tests of a cell");
    return negation(std::move(part), first.at).node;
  }

 private:
  /// Counts a level of nesting for as long as it lives.
  class Nesting {
   public:
    Nesting(Parser& parser, std::size_t at) : parser_(parser) {
      if (++parser_.depth_ > parser_.limits_.depth) {
        throw limit_error(at, "expressions nest at most " + std::to_string(parser_.limits_.depth) +
                                  " deep; give inner ones a name as computed values");
      }
    }
    ~Nesting() { --parser_.depth_; }
    Nesting(const Nesting&) = delete;
    Nesting& operator=(const Nesting&) = delete;

   private:
    Parser& parser_;
  };

  static std::string_view limited(std::string_view text, const ParseLimits& limits) {
    if (text.size() <= limits.bytes) return text;
    throw limit_error(limits.bytes, "an expression has at most " + std::to_string(limits.bytes) +
                                        " bytes; give parts of it a name as computed values");
  }

  // ---- Lexemes

  bool at_end() const noexcept { return current_.token == Token::end; }

  bool is_dash() const {
    if (current_.token != Token::minus) return false;
    Lexer ahead = lexer_;
    return ahead.next().token == Token::end;
  }

  Lexeme take() {
    const Lexeme taken = current_;
    current_ = lexer_.next();
    return taken;
  }

  bool accept(Token token) {
    if (current_.token != token) return false;
    take();
    return true;
  }

  Lexeme expect(Token token, std::string_view message) {
    if (current_.token != token) refuse(message);
    return take();
  }

  void expect_end() {
    if (!at_end()) refuse("an operator or the end is wanted here");
  }

  [[noreturn]] void refuse(std::string_view message) const {
    if (current_.token == Token::open_square) {
      throw feature_error(current_.at, "lists and filters [ ]");
    }
    if (current_.token == Token::dots) {
      throw feature_error(current_.at, "intervals outside cells and in");
    }
    throw syntax_error(current_.at, at_end() ? "the text ends here: " + std::string(message)
                                             : std::string(message));
  }

  // ---- Nodes

  void count(std::size_t nodes, std::size_t at) {
    nodes_ += nodes;
    if (nodes_ <= limits_.nodes) return;
    throw limit_error(at, "an expression has at most " + std::to_string(limits_.nodes) +
                              " parts; give some a name as computed values");
  }

  Part leaf(Op op, Type type, std::size_t at) {
    count(1, at);
    Part part;
    part.node.op = op;
    part.node.type = type;
    part.node.at = static_cast<std::uint32_t>(at);
    return part;
  }

  Part literal(Value value, std::size_t at) {
    Part part = leaf(Op::literal, value.type, at);
    part.node.value = std::move(value);
    return part;
  }

  void adopt(Part& parent, Part child) {
    parent.height = std::max(parent.height, child.height + 1);
    const std::size_t most = 4 * limits_.depth;
    if (parent.height > most) {
      throw limit_error(parent.node.at, "at most " + std::to_string(most) +
                                            " operators follow one another; put parts of them in "
                                            "parentheses");
    }
    parent.node.children.push_back(std::move(child.node));
  }

  Part copy(const Part& part) {
    count(size_of(part.node), part.node.at);
    return part;
  }

  Part binary(Op op, Type type, Part left, Part right, std::size_t at) {
    Part part = leaf(op, type, at);
    part.node.children.reserve(2);
    adopt(part, std::move(left));
    adopt(part, std::move(right));
    return part;
  }

  Part compared(Op op, Part left, Part right, std::size_t at) {
    check_comparison(op, left.node.type, right.node.type, at);
    return binary(op, Type::boolean, std::move(left), std::move(right), at);
  }

  /// `left and right`, `left or right`; a chain of them is one node.
  Part joined(Op op, Part left, Part right, std::size_t at) {
    const char* name = op == Op::and_ ? "and" : "or";
    check_boolean(left.node.type, name, left.node.at);
    check_boolean(right.node.type, name, right.node.at);
    if (left.node.op != op) {
      return binary(op, Type::boolean, std::move(left), std::move(right), at);
    }
    adopt(left, std::move(right));
    return left;
  }

  Part negation(Part part, std::size_t at) {
    check_boolean(part.node.type, "not", part.node.at);
    Part outer = leaf(Op::not_, Type::boolean, at);
    adopt(outer, std::move(part));
    return outer;
  }

  // ---- Expressions

  Part expression() { return operations(disjunction); }

  Part operations(Level least) {
    const Nesting nesting(*this, current_.at);
    return continued(operand(), least);
  }

  /// What goes on behind an operand, down to operators of the level `least`.
  Part continued(Part left, int least) {
    while (true) {
      const Operator found = operator_of(current_.token);
      if (found.level == none || found.level < least) return left;
      const Lexeme lexeme = take();
      if (lexeme.token == Token::between) {
        left = between(std::move(left), lexeme.at);
      } else if (lexeme.token == Token::in) {
        left = membership(left, lexeme.at);
      } else {
        left = operated(found, std::move(left), lexeme.at);
      }
    }
  }

  Part operated(Operator found, Part left, std::size_t at) {
    Part right = continued(operand(), found.level + 1);
    if (found.level <= conjunction) {
      return joined(found.op, std::move(left), std::move(right), at);
    }
    if (found.level == comparison) {
      return compared(found.op, std::move(left), std::move(right), at);
    }
    const Type type = type_of_arithmetic(found.op, left.node.type, right.node.type, at);
    return binary(found.op, type, std::move(left), std::move(right), at);
  }

  Part operand() {
    const Lexeme first = current_;
    switch (first.token) {
      case Token::if_:
        return conditional();
      case Token::minus:
        return minus();
      case Token::not_:
        return negated_expression();
      case Token::open: {
        take();
        Part part = expression();
        expect(Token::close, ") is wanted here");
        return part;
      }
      case Token::name:
        return name();
      case Token::date:
      case Token::duration:
        return constructed();
      case Token::at:
        return marked();
      default:
        return plain_literal();
    }
  }

  Part plain_literal() {
    const Lexeme first = current_;
    switch (first.token) {
      case Token::number:
        take();
        return literal(number_literal(lexer_.text_of(first), first.at), first.at);
      case Token::text:
        take();
        return literal(Value::of_text(unescaped(lexer_.text_of(first), first.at)), first.at);
      case Token::true_:
      case Token::false_:
        take();
        return literal(Value::of(first.token == Token::true_), first.at);
      case Token::null:
        take();
        return literal(Value::absent(), first.at);
      default:
        refuse("a value is wanted here");
    }
  }

  Part name() {
    const Lexeme name = current_;
    if (lexer_.opens_call(name)) {
      throw feature_error(name.at, "the function " + std::string(lexer_.text_of(name)) + "( )");
    }
    take();
    Part part = leaf(Op::slot, scope_[static_cast<std::size_t>(name.slot)].type, name.at);
    part.node.slot = name.slot;
    return part;
  }

  Part minus() {
    const Lexeme sign = take();
    const Nesting nesting(*this, sign.at);
    Part part = operand();
    const Type type = type_of_negated(part.node.type, sign.at);
    if (auto value = negated(part.node)) {
      part.node.value = std::move(*value);
      part.node.at = sign.at;
      return part;
    }
    Part outer = leaf(Op::negate, type, sign.at);
    adopt(outer, std::move(part));
    return outer;
  }

  Part negated_expression() {
    const Lexeme word = take();
    expect(Token::open, "( is wanted behind not");
    Part part = expression();
    expect(Token::close, ") is wanted here");
    return negation(std::move(part), word.at);
  }

  Part conditional() {
    struct Arm {
      std::size_t at;
      Part condition;
      Part then;
    };
    std::vector<Arm> arms;
    while (current_.token == Token::if_) {
      const std::size_t at = take().at;
      Part condition = expression();
      check_boolean(condition.node.type, "if", condition.node.at);
      expect(Token::then, "then is wanted here");
      Part then = expression();
      expect(Token::else_, "else is wanted here");
      arms.push_back({at, std::move(condition), std::move(then)});
    }
    Part result = expression();
    for (auto arm = arms.rbegin(); arm != arms.rend(); ++arm) {
      const Type type = type_of_branches(arm->then.node.type, result.node.type, arm->at);
      Part outer = leaf(Op::if_, type, arm->at);
      adopt(outer, std::move(arm->condition));
      adopt(outer, std::move(arm->then));
      adopt(outer, std::move(result));
      result = std::move(outer);
    }
    return result;
  }

  /// `date("…")`, `duration("…")`.
  Part constructed() {
    const Lexeme word = take();
    const bool is_date = word.token == Token::date;
    take();
    const Lexeme text = current_;
    if (text.token != Token::text) {
      throw feature_error(word.at, is_date ? "date( ) of anything but a text in quotes"
                                           : "duration( ) of anything but a text in quotes");
    }
    take();
    if (current_.token == Token::comma) {
      throw feature_error(word.at, "calls with more than one argument");
    }
    expect(Token::close, ") is wanted here");
    const std::string written = unescaped(lexer_.text_of(text), text.at);
    return literal(is_date ? date_literal(written, text.at) : duration_literal(written, text.at),
                   word.at);
  }

  /// `@"…"`.
  Part marked() {
    const Lexeme lexeme = take();
    const std::string_view text = lexer_.text_of(lexeme);
    const std::size_t quote = text.find('"');
    const std::string written = unescaped(text.substr(quote), lexeme.at + quote);
    return literal(at_literal(written, lexeme.at), lexeme.at);
  }

  Part between(Part subject, std::size_t at) {
    Part low = operations(sum);
    expect(Token::and_, "and is wanted here: between … and …");
    Part high = operations(sum);
    Part above = compared(Op::greater_equal, copy(subject), std::move(low), at);
    Part below = compared(Op::less_equal, std::move(subject), std::move(high), at);
    return joined(Op::and_, std::move(above), std::move(below), at);
  }

  // ---- Tests

  /// `subject in …`: one test, or tests in parentheses.
  Part membership(const Part& subject, std::size_t at) {
    const Lexeme first = current_;
    if (!accept(Token::open)) {
      Item only = starts_test() ? item(subject) : Item{operations(sum), true};
      return as_test(std::move(only), subject, at);
    }
    Item item_of_list = item(subject);
    if (item_of_list.is_value && current_.token == Token::dots) {
      return interval_from(subject, std::move(item_of_list.part), false, first.at);
    }
    Part result = listed(subject, std::move(item_of_list));
    expect(Token::close, ", or ) is wanted here");
    return result;
  }

  /// A list of tests: true where one of them is.
  Part tests(const Part& subject) { return listed(subject, item(subject)); }

  Part listed(const Part& subject, Item first) {
    const std::size_t at = first.part.node.at;
    Part test = as_test(std::move(first), subject, at);
    if (current_.token != Token::comma) return test;
    Part all = leaf(Op::or_, Type::boolean, at);
    adopt(all, std::move(test));
    while (accept(Token::comma)) {
      Item next = item(subject);
      const std::size_t next_at = next.part.node.at;
      adopt(all, as_test(std::move(next), subject, next_at));
    }
    return all;
  }

  Part as_test(Item item, const Part& subject, std::size_t at) {
    if (!item.is_value) return std::move(item.part);
    check_tested(subject.node.type, item.part.node.type, item.part.node.at);
    return binary(Op::equal, Type::boolean, copy(subject), std::move(item.part), at);
  }

  /// True where an operator or a square bracket begins a test.
  bool starts_test() const noexcept {
    switch (current_.token) {
      case Token::equal:
      case Token::not_equal:
      case Token::less:
      case Token::less_equal:
      case Token::greater:
      case Token::greater_equal:
      case Token::open_square:
      case Token::close_square:
        return true;
      default:
        return false;
    }
  }

  Item item(const Part& subject) {
    const Lexeme first = current_;
    if (accept(Token::open)) return parenthesised(subject, first.at);
    if (!starts_test()) return {expression(), true};
    take();
    if (first.token != Token::open_square && first.token != Token::close_square) {
      return {compared_with(operator_of(first.token).op, subject, operations(sum), first.at)};
    }
    const bool closed = first.token == Token::open_square;
    if (closed && current_.token == Token::close_square) throw lists(first.at);
    Part low = operations(sum);
    if (closed && current_.token != Token::dots && !at_end()) throw lists(first.at);
    return {interval_from(subject, std::move(low), closed, first.at)};
  }

  /// An open interval, or an expression that begins with "(".
  Item parenthesised(const Part& subject, std::size_t at) {
    Part inner = expression();
    if (current_.token == Token::dots) {
      return {interval_from(subject, std::move(inner), false, at)};
    }
    expect(Token::close, ") is wanted here");
    return {continued(std::move(inner), disjunction), true};
  }

  /// The rest of an interval from its dots on.
  Part interval_from(const Part& subject, Part low, bool closed, std::size_t at) {
    expect(Token::dots, ".. is wanted here");
    Part high = operations(sum);
    const Lexeme end = current_;
    const bool open_end = end.token == Token::close || end.token == Token::open_square;
    if (!open_end && end.token != Token::close_square) {
      throw syntax_error(end.at, "an interval ends with ], ) or [");
    }
    take();
    Part above =
        compared_with(closed ? Op::greater_equal : Op::greater, subject, std::move(low), at);
    Part below = compared_with(open_end ? Op::less : Op::less_equal, subject, std::move(high), at);
    return joined(Op::and_, std::move(above), std::move(below), at);
  }

  Part compared_with(Op op, const Part& subject, Part value, std::size_t at) {
    check_tested(subject.node.type, value.node.type, value.node.at);
    return compared(op, copy(subject), std::move(value), at);
  }

  static Error lists(std::size_t at) { return feature_error(at, "lists [ ]"); }

  const ParseLimits limits_;
  const Scope& scope_;
  Lexer lexer_;
  Lexeme current_;
  std::size_t depth_ = 0;
  std::size_t nodes_ = 0;
};

void collect_slots(const Node& node, std::vector<std::int32_t>& slots) {
  if (node.op == Op::slot) slots.push_back(node.slot);
  for (const Node& child : node.children)
    collect_slots(child, slots);
}

}  // namespace

Node parse_expression(std::string_view text, const Scope& scope, const ParseLimits& limits) {
  return Parser(text, scope, limits).whole_expression();
}

Node parse_cell(std::string_view text, Type tested, const Scope& scope, const ParseLimits& limits) {
  return Parser(text, scope, limits).whole_cell(tested);
}

bool uses_tested(const Node& node) noexcept {
  return node.op == Op::tested || node.op == Op::slot ||
         std::any_of(node.children.begin(), node.children.end(), uses_tested);
}

std::vector<std::int32_t> slots_of(const Node& node) {
  std::vector<std::int32_t> slots;
  collect_slots(node, slots);
  std::sort(slots.begin(), slots.end());
  slots.erase(std::unique(slots.begin(), slots.end()), slots.end());
  return slots;
}

}  // namespace sandan::rules::feel
