"""Parse a rule's expression: the part of SQL's boolean expressions that the rule language allows.

Grammar, loosest first (precedence as in the SQL standard):

    or          := and {OR and}
    and         := not {AND not}
    not         := NOT not | predicate
    predicate   := sum [compare sum | [NOT] IN (literal, ...) | [NOT] BETWEEN sum AND sum
                   | [NOT] LIKE 'text' | [NOT] ILIKE 'text' | IS [NOT] (NULL | TRUE | FALSE)]
    sum         := product {(+ | -) product}
    product     := factor {(* | /) factor}
    factor      := - factor | literal | name | FUNCTION(or, ...) | CASE WHEN or THEN or ... [ELSE or] END | (or)
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Final

from countermark.engine.policy.functions import AGGREGATES, FUNCTIONS, REGEX_FUNCTIONS
from countermark.engine.policy.nodes import (
    Arithmetic,
    Between,
    Call,
    Case,
    Comparison,
    InList,
    Is,
    Like,
    Literal,
    Logical,
    Name,
    Negative,
    Node,
    Not,
    children,
)
from countermark.engine.policy.tokens import ExpressionError, Fault, Kind, Token, tokenise
from countermark.engine.registry.suggest import did_you_mean

MAX_DEPTH: Final = 24
"""Deepest nesting of parentheses, functions, CASE, NOT and signs."""
MAX_HEIGHT: Final = 80
"""Most levels of the tree, where each operator is one."""
MAX_WILDCARDS: Final = 20
"""Most % and _ in one LIKE pattern."""

_COMPARE: Final = frozenset({"=", "<>", "!=", "<", "<=", ">", ">="})


def parse_expression(text: str) -> Node:
    """Return the expression as a tree.

    Raises:
        ExpressionError: it is not an expression of the rule language; the fault says where.
    """
    node = _Parser(text).whole()
    _check_height(node)
    return node


class _Parser:
    """Recursive descent over the tokens; each method reads one line of the grammar."""

    def __init__(self, text: str) -> None:
        self._tokens = tokenise(text)
        self._at = 0
        self._depth = 0

    def whole(self) -> Node:
        if self._at_end():
            raise self._refusal("the expression is empty; expected a condition such as price_ratio < 0.3")
        node = self._or()
        if not self._at_end():
            raise self._surplus()
        return node

    def _or(self) -> Node:
        return self._logical("OR", self._and)

    def _and(self) -> Node:
        return self._logical("AND", self._not)

    def _logical(self, operator: str, part: Callable[[], Node]) -> Node:
        parts = [part()]
        while self._take(operator):
            parts.append(part())
        if len(parts) == 1:
            return parts[0]
        return Logical(start=parts[0].start, end=parts[-1].end, operator=operator, parts=tuple(parts))

    def _not(self) -> Node:
        token = self._now
        if not self._take("NOT"):
            return self._predicate()
        with self._deeper(token):
            operand = self._not()
        return Not(start=token.start, end=operand.end, operand=operand)

    def _predicate(self) -> Node:
        left = self._sum()
        if self._now.text in _COMPARE and self._now.kind is Kind.OPERATOR:
            operator = self._next().text.replace("!=", "<>")
            right = self._sum()
            left = Comparison(start=left.start, end=right.end, operator=operator, left=left, right=right)
        elif self._take("IS"):
            left = self._is(left)
        elif self._now.text in {"NOT", "IN", "BETWEEN", "LIKE", "ILIKE"} and self._now.kind is Kind.KEYWORD:
            left = self._negatable(left)
        else:
            return left
        if self._now.text in _COMPARE or self._now.text in {"IS", "IN", "BETWEEN", "LIKE", "ILIKE"}:
            raise self._refusal("comparisons cannot be chained; put the first one in parentheses or join two with AND")
        return left

    def _is(self, operand: Node) -> Node:
        negated = self._take("NOT")
        token = self._now
        for word, value in (("NULL", None), ("TRUE", True), ("FALSE", False)):
            if self._take(word):
                return Is(start=operand.start, end=token.end, operand=operand, value=value, negated=negated)
        raise self._refusal("expected NULL, TRUE or FALSE after IS")

    def _negatable(self, operand: Node) -> Node:
        negated = self._take("NOT")
        if self._take("IN"):
            return self._in(operand, negated)
        if self._take("BETWEEN"):
            low = self._sum()
            self._expect("AND", "between the two ends of BETWEEN")
            high = self._sum()
            return Between(start=operand.start, end=high.end, operand=operand, low=low, high=high, negated=negated)
        if self._now.text in {"LIKE", "ILIKE"}:
            return self._like(operand, negated)
        raise self._refusal("expected IN, BETWEEN, LIKE or ILIKE after NOT")

    def _in(self, operand: Node, negated: bool) -> Node:
        self._expect("(", "after IN")
        values = [self._list_value()]
        while self._take(","):
            values.append(self._list_value())
        end = self._now.end
        self._expect(")", "to close the list of IN")
        return InList(start=operand.start, end=end, operand=operand, values=tuple(values), negated=negated)

    def _list_value(self) -> Literal:
        token = self._now
        minus = self._take("-")
        value = self._now.value
        if self._now.kind is Kind.NUMBER and isinstance(value, float):
            return Literal(start=token.start, end=self._next().end, value=-value if minus else value)
        if self._now.kind is Kind.TEXT and not minus:
            return Literal(start=token.start, end=self._next().end, value=value)
        raise self._refusal("the list of IN holds numbers or texts written out, such as ('new', 'used')")

    def _like(self, operand: Node, negated: bool) -> Node:
        ignore_case = self._next().text == "ILIKE"
        token = self._now
        if token.kind is not Kind.TEXT:
            raise self._refusal("expected a text in single quotes as the pattern; patterns cannot come from a signal")
        pattern = str(self._next().value)
        if pattern.count("%") + pattern.count("_") > MAX_WILDCARDS:
            message = f"has more than {MAX_WILDCARDS} wildcards (% and _); use CONTAINS or split the rule"
            raise ExpressionError(Fault(token.start, token.end, message))
        return Like(
            start=operand.start,
            end=token.end,
            operand=operand,
            pattern=pattern,
            ignore_case=ignore_case,
            negated=negated,
        )

    def _sum(self) -> Node:
        return self._chain(("+", "-"), self._product)

    def _product(self) -> Node:
        return self._chain(("*", "/"), self._factor)

    def _chain(self, operators: tuple[str, str], part: Callable[[], Node]) -> Node:
        node = part()
        while self._now.kind is Kind.OPERATOR and self._now.text in operators:
            token = self._next()
            right = part()
            node = Arithmetic(start=node.start, end=right.end, operator=token.text, left=node, right=right)
        return node

    def _factor(self) -> Node:
        token = self._now
        if self._take("-"):
            with self._deeper(token):
                operand = self._factor()
            return Negative(start=token.start, end=operand.end, operand=operand)
        if self._take("("):
            with self._deeper(token):
                node = self._or()
            end = self._now.end
            self._expect(")", f"to close the parenthesis opened at character {token.start + 1}")
            return replace(node, start=token.start, end=end)
        if self._take("CASE"):
            with self._deeper(token):
                return self._case(token)
        return self._value()

    def _value(self) -> Node:
        token = self._now
        if token.kind in {Kind.NUMBER, Kind.TEXT}:
            return Literal(start=token.start, end=self._next().end, value=token.value)
        for word, value in (("TRUE", True), ("FALSE", False), ("NULL", None)):
            if self._take(word):
                return Literal(start=token.start, end=token.end, value=value)
        if token.kind is not Kind.WORD:
            raise self._refusal("expected a signal, a number, a text in single quotes, or an opening parenthesis")
        self._next()
        if self._now.text == "(":
            return self._call(token)
        return Name(start=token.start, end=token.end, name=token.text)

    def _call(self, token: Token) -> Node:
        function = token.text.upper()
        if function not in FUNCTIONS:
            raise ExpressionError(Fault(token.start, token.end, _why_not_a_function(function, token.text)))
        self._expect("(", "after the function")
        with self._deeper(token):
            arguments = [] if self._now.text == ")" else [self._or()]
            while self._take(","):
                arguments.append(self._or())
        end = self._now.end
        self._expect(")", f"to close {function}")
        return Call(start=token.start, end=end, function=function, arguments=tuple(arguments))

    def _case(self, opening: Token) -> Node:
        branches = []
        if self._now.text != "WHEN":
            raise self._refusal("expected WHEN after CASE; write CASE WHEN condition THEN value END")
        while self._take("WHEN"):
            condition = self._or()
            self._expect("THEN", "after the condition of WHEN")
            branches.append((condition, self._or()))
        default = self._or() if self._take("ELSE") else None
        end = self._now.end
        self._expect("END", "to close CASE")
        return Case(start=opening.start, end=end, branches=tuple(branches), default=default)

    @property
    def _now(self) -> Token:
        return self._tokens[self._at]

    def _next(self) -> Token:
        token = self._now
        self._at += 1
        return token

    def _take(self, text: str) -> bool:
        """Step over the keyword or operator if it stands here; a quoted text never counts as one."""
        if self._now.text == text and self._now.kind in {Kind.KEYWORD, Kind.OPERATOR}:
            self._at += 1
            return True
        return False

    def _expect(self, text: str, place: str) -> None:
        if not self._take(text):
            raise self._refusal(f"expected {text} {place}")

    @contextmanager
    def _deeper(self, token: Token) -> Iterator[None]:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            message = f"is nested deeper than {MAX_DEPTH} levels; split it into several rules"
            raise ExpressionError(Fault(token.start, token.end, message))
        yield
        self._depth -= 1

    def _at_end(self) -> bool:
        return self._now.kind is Kind.END

    def _refusal(self, message: str) -> ExpressionError:
        found = "the end" if self._at_end() else self._now.text[:60]
        return ExpressionError(Fault(self._now.start, self._now.end, f"{message}; found {found}"))

    def _surplus(self) -> ExpressionError:
        if self._now.text == ")":
            return self._refusal("this parenthesis closes nothing")
        return self._refusal("expected AND, OR, a comparison or the end of the expression")


def _check_height(node: Node) -> None:
    """Refuse a tree so tall (long chains of arithmetic make one) that the walks over it would recurse too far."""
    level = [node]
    for _ in range(MAX_HEIGHT):
        level = [child for parent in level for child in children(parent)]
        if not level:
            return
    fault = Fault(level[0].start, level[0].end, f"the expression has more than {MAX_HEIGHT} levels; split it")
    raise ExpressionError(fault)


def _why_not_a_function(function: str, written: str) -> str:
    if function in AGGREGATES:
        return f"{function} looks at many listings; a rule sees one listing, so functions over rows are refused"
    if function in REGEX_FUNCTIONS:
        return f"{function} takes a regular expression, which rules may not carry; use LIKE or CONTAINS"
    hint = did_you_mean(function, FUNCTIONS)
    return f"{written[:60]} is not a function of the rule language{hint}; there are {', '.join(sorted(FUNCTIONS))}"
