"""The words of a rule's expression, with their places, and refusals that point at the offending characters."""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

MAX_LENGTH: Final = 2_000
"""Longest expression in characters."""
MAX_NUMBER: Final = 10**15
"""Numbers in an expression lie between minus and plus this; every whole number up to it is exact as a double."""

KEYWORDS: Final = frozenset("AND OR NOT IN BETWEEN LIKE ILIKE IS NULL TRUE FALSE CASE WHEN THEN ELSE END".split())

_SUBQUERY: Final = "starts or continues a query; a rule is one condition on one listing, without subqueries"
_WINDOW: Final = "belongs to a window over many listings; a rule sees one listing"
_REGEX: Final = "matches a regular expression, which rules may not carry; use LIKE, CONTAINS, STARTS_WITH or ENDS_WITH"
RESERVED: Final[dict[str, str]] = (
    dict.fromkeys(
        "SELECT FROM JOIN WHERE WITH UNION INTERSECT EXCEPT EXISTS HAVING LATERAL ANY ALL SOME".split(), _SUBQUERY
    )
    | dict.fromkeys("OVER PARTITION WINDOW QUALIFY".split(), _WINDOW)
    | dict.fromkeys("REGEXP RLIKE SIMILAR GLOB".split(), _REGEX)
    | dict.fromkeys("CAST TRY_CAST SAFE_CAST CONVERT".split(), "converts types, which rules do not need")
    | {
        "XOR": "is not allowed; write (a AND NOT b) OR (b AND NOT a)",
        "ESCAPE": "is not allowed; in LIKE, % and _ are always wildcards; use CONTAINS for text that has them",
        "DISTINCT": "is not allowed here; compare with = or <>, and test for unknown with IS NULL",
    }
)
"""SQL words that are refused wherever they stand, with the reason."""

_OPERATORS: Final = ("<=", ">=", "<>", "!=", "=", "<", ">", "+", "-", "*", "/", "(", ")", ",")
_HINTS: Final[dict[str, str]] = {
    "--": "starts a comment; put remarks into the rule's note",
    "/*": "starts a comment; put remarks into the rule's note",
    "==": "is not SQL; write =",
    "&&": "is not SQL; write AND",
    "||": "joins texts or means OR elsewhere; write OR, or compare the parts",
    "::": "converts types, which rules do not need",
    "!~": _REGEX,
    "~": _REGEX,
    ";": "ends a statement; a rule is one expression",
    "#": "starts a comment; put remarks into the rule's note",
    "`": "is not needed; write names without quotes",
    "?": "is a parameter; write the value out",
    "$": "is a parameter; write the value out",
    ":": "is a parameter; write the value out",
    "@": "is a variable; write the value out",
    "%": "is not an operator of rules",
    "[": "takes an element of a list; signals are single values",
    "{": "is not part of an expression",
    ".": "takes a column of a table; write the name of the signal alone",
    '"': "quotes a name; text stands in single quotes, and names need none",
    "‘": "is a typographic quote; text stands in straight single quotes: 'new'",
    "’": "is a typographic quote; text stands in straight single quotes: 'new'",
    "“": "is a typographic quote; text stands in straight single quotes: 'new'",
    "”": "is a typographic quote; text stands in straight single quotes: 'new'",
}
_SPACE: Final = re.compile(r"[ \t\r\n]+")
_NUMBER: Final = re.compile(r"(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?")
_WORD: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_STRING: Final = re.compile(r"'(?:[^']|'')*'")
_SHOWN: Final = 100


class Kind(StrEnum):
    """What a token is."""

    NUMBER = "number"
    TEXT = "text"
    WORD = "name"
    KEYWORD = "keyword"
    OPERATOR = "operator"
    END = "end"


@dataclass(frozen=True, slots=True)
class Token:
    """One word of an expression; `start` and `end` are offsets in code points, end exclusive."""

    kind: Kind
    text: str
    """As written; keywords in upper case."""
    start: int
    end: int
    value: float | str | None = None
    """Of numbers and texts."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with an expression, and where; offsets in code points, end exclusive."""

    start: int
    end: int
    message: str


class ExpressionError(Exception):
    """The expression cannot be read; carries the first fault."""

    def __init__(self, fault: Fault) -> None:
        self.fault = fault
        super().__init__(fault.message)


def tokenise(text: str) -> list[Token]:
    """Return the tokens of an expression, the last one of kind END.

    Raises:
        ExpressionError: too long, not valid Unicode, or with something that is not part of the rule language.
    """
    if len(text) > MAX_LENGTH:
        raise ExpressionError(Fault(0, 1, f"is {len(text):,} characters long; at most {MAX_LENGTH:,} are read"))
    surrogate = next((at for at, character in enumerate(text) if "\ud800" <= character <= "\udfff"), None)
    if surrogate is not None:
        raise ExpressionError(Fault(surrogate, surrogate + 1, "a lone surrogate is not valid Unicode text"))
    tokens = []
    at = 0
    while at < len(text):
        if space := _SPACE.match(text, at):
            at = space.end()
            continue
        token = _token(text, at)
        tokens.append(token)
        at = token.end
    tokens.append(Token(Kind.END, "", len(text), len(text)))
    return tokens


def show_fault(text: str, fault: Fault) -> str:
    """Return the fault in words: line and column from 1, the message, the line, and carets below the place."""
    line_start = text.rfind("\n", 0, fault.start) + 1
    line_number = text.count("\n", 0, fault.start) + 1
    line_end = text.find("\n", fault.start)
    line = text[line_start : len(text) if line_end < 0 else line_end]
    column = fault.start - line_start
    first = max(0, column - _SHOWN // 2)
    shown = _plain(line[first : first + _SHOWN])
    before = shown[: column - first]
    marked = shown[column - first : max(fault.end, fault.start + 1) - line_start - first]
    carets = "^" * max(1, _width(marked))
    return f"line {line_number}, column {column + 1}: {fault.message}\n    {shown}\n    {' ' * _width(before)}{carets}"


def _token(text: str, at: int) -> Token:
    for pattern, make in ((_STRING, _text_token), (_NUMBER, _number_token), (_WORD, _word_token)):
        if match := pattern.match(text, at):
            return make(match)
    if text[at] == "'":
        raise ExpressionError(Fault(at, at + 1, "the text that begins here has no closing quote"))
    for hint, message in _HINTS.items():
        if text.startswith(hint, at):
            raise ExpressionError(Fault(at, at + len(hint), f"{hint} {message}"))
    for operator in _OPERATORS:
        if text.startswith(operator, at):
            return Token(Kind.OPERATOR, operator, at, at + len(operator))
    name = unicodedata.name(text[at], "a character without a name")
    message = f"U+{ord(text[at]):04X} ({name}) is not part of the rule language outside quoted text"
    raise ExpressionError(Fault(at, at + 1, message))


def _text_token(match: re.Match[str]) -> Token:
    return Token(Kind.TEXT, match[0], match.start(), match.end(), match[0][1:-1].replace("''", "'"))


def _number_token(match: re.Match[str]) -> Token:
    start, end = match.span()
    after = match.string[end : end + 1]
    if after.isalnum() or after in {"_", "."}:
        raise ExpressionError(Fault(start, end + 1, f"{match[0]}{after} is not a number"))
    if abs(value := float(match[0])) > MAX_NUMBER:
        raise ExpressionError(Fault(start, end, "a number must lie between -10^15 and 10^15"))
    return Token(Kind.NUMBER, match[0], start, end, value)


def _word_token(match: re.Match[str]) -> Token:
    start, end = match.span()
    upper = match[0].upper()
    if upper in RESERVED:
        raise ExpressionError(Fault(start, end, f"{upper} {RESERVED[upper]}"))
    if upper in KEYWORDS:
        return Token(Kind.KEYWORD, upper, start, end)
    return Token(Kind.WORD, match[0], start, end)


def _plain(line: str) -> str:
    """Return the line with every control character as a space, so that carets stay below their place."""
    return "".join(" " if unicodedata.category(character).startswith("C") else character for character in line)


def _width(text: str) -> int:
    """Return how many terminal columns the text takes: two for wide characters, none for combining marks."""
    wide = sum(unicodedata.east_asian_width(character) in {"W", "F"} for character in text)
    return len(text) + wide - sum(unicodedata.combining(character) > 0 for character in text)
