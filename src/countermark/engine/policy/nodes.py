"""The parts of a rule's expression. Every node keeps its place, so that messages and explanations can point at it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True, kw_only=True)
class _Node:
    start: int
    """Offset of the first character, in code points."""
    end: int
    """Offset behind the last character."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Literal(_Node):
    """A number, a text, TRUE, FALSE or NULL (None)."""

    value: bool | float | str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Name(_Node):
    """A signal's output."""

    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Logical(_Node):
    """`a AND b AND c` or `a OR b OR c`."""

    operator: str
    """AND or OR."""
    parts: tuple["Node", ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Not(_Node):
    """`NOT a`."""

    operand: "Node"


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison(_Node):
    """`a < b` and its like."""

    operator: str
    """One of = <> < <= > >=."""
    left: "Node"
    right: "Node"


@dataclass(frozen=True, slots=True, kw_only=True)
class Arithmetic(_Node):
    """`a + b` and its like."""

    operator: str
    """One of + - * /."""
    left: "Node"
    right: "Node"


@dataclass(frozen=True, slots=True, kw_only=True)
class Negative(_Node):
    """`-a`."""

    operand: "Node"


@dataclass(frozen=True, slots=True, kw_only=True)
class InList(_Node):
    """`a [NOT] IN (1, 2)`."""

    operand: "Node"
    values: tuple[Literal, ...]
    negated: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Between(_Node):
    """`a [NOT] BETWEEN low AND high`, both ends included."""

    operand: "Node"
    low: "Node"
    high: "Node"
    negated: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Like(_Node):
    """`a [NOT] LIKE 'pattern'`: % is any run of characters, _ is one; ILIKE ignores case."""

    operand: "Node"
    pattern: str
    ignore_case: bool
    negated: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Is(_Node):
    """`a IS [NOT] NULL`, `IS [NOT] TRUE`, `IS [NOT] FALSE`; never unknown itself."""

    operand: "Node"
    value: bool | None
    negated: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Case(_Node):
    """`CASE WHEN a THEN b ... ELSE c END`."""

    branches: tuple[tuple["Node", "Node"], ...]
    default: "Node | None"


@dataclass(frozen=True, slots=True, kw_only=True)
class Call(_Node):
    """A function of `functions.FUNCTIONS`."""

    function: str
    """In upper case."""
    arguments: tuple["Node", ...]


Node: TypeAlias = (
    Literal | Name | Logical | Not | Comparison | Arithmetic | Negative | InList | Between | Like | Is | Case | Call
)


def children(node: Node) -> tuple[Node, ...]:
    """Return the parts of a node in the order in which they are written."""
    match node:
        case Logical():
            parts = node.parts
        case Comparison() | Arithmetic():
            parts = (node.left, node.right)
        case InList():
            parts = (node.operand, *node.values)
        case Between():
            parts = (node.operand, node.low, node.high)
        case Call():
            parts = node.arguments
        case Case():
            flat = tuple(part for branch in node.branches for part in branch)
            parts = flat if node.default is None else (*flat, node.default)
        case Literal() | Name():
            parts = ()
        case _:
            parts = (node.operand,)
    return parts


def walk(node: Node) -> Iterator[Node]:
    """Yield the node and everything below it, in the order in which it is written."""
    yield node
    for child in children(node):
        yield from walk(child)


def names_used(node: Node) -> tuple[str, ...]:
    """Return the names that the expression uses, each once, in order of first use."""
    return tuple(dict.fromkeys(part.name for part in walk(node) if isinstance(part, Name)))


def conjuncts(node: Node) -> tuple[Node, ...]:
    """Return the parts that must all hold: those of a top-level AND, or the expression itself."""
    return node.parts if isinstance(node, Logical) and node.operator == "AND" else (node,)
