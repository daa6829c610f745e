"""The functions that rules may call. The reference page lists exactly these; a test holds the two together."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Type(StrEnum):
    """What an expression gives, for one listing."""

    BOOLEAN = "true or false"
    NUMBER = "a number"
    TEXT = "a text"
    UNKNOWN = "NULL"
    """Only the literal NULL."""


@dataclass(frozen=True, slots=True)
class Function:
    """One function: what it takes, what it gives, and what that means."""

    takes: tuple[Type, ...] | None
    """Types of its arguments; None: any number of arguments, at least two, all of one type."""
    gives: Type | None
    """None: the type of its arguments."""
    meaning: str
    only: tuple[Type, ...] = (Type.BOOLEAN, Type.NUMBER, Type.TEXT)
    """Where `takes` is None: the types that are possible."""
    literal_second: bool = False
    """True when the second argument must be a text written out."""


_N: Final = (Type.NUMBER,)
_T: Final = (Type.TEXT,)
_TT: Final = (Type.TEXT, Type.TEXT)

FUNCTIONS: Final[dict[str, Function]] = {
    "ABS": Function(_N, Type.NUMBER, "The number without its sign."),
    "CEIL": Function(_N, Type.NUMBER, "The smallest whole number that is not below it."),
    "COALESCE": Function(None, None, "The first argument that is known."),
    "CONTAINS": Function(_TT, Type.BOOLEAN, "Whether the text has the second text in it.", literal_second=True),
    "ENDS_WITH": Function(_TT, Type.BOOLEAN, "Whether the text ends with the second text.", literal_second=True),
    "FLOOR": Function(_N, Type.NUMBER, "The largest whole number that is not above it."),
    "GREATEST": Function(None, Type.NUMBER, "The largest of the numbers that are known.", only=_N),
    "LEAST": Function(None, Type.NUMBER, "The smallest of the numbers that are known.", only=_N),
    "LENGTH": Function(_T, Type.NUMBER, "The number of characters (Unicode code points)."),
    "LOWER": Function(_T, Type.TEXT, "The text in lower case."),
    "ROUND": Function(_N, Type.NUMBER, "The nearest whole number; halves go away from zero."),
    "STARTS_WITH": Function(_TT, Type.BOOLEAN, "Whether the text begins with the second text.", literal_second=True),
    "UPPER": Function(_T, Type.TEXT, "The text in upper case."),
}
"""Every allowed function by name. Unknown in is unknown out, except for COALESCE, LEAST and GREATEST."""

AGGREGATES: Final = frozenset(
    """SUM COUNT AVG MEAN MIN MAX MEDIAN MODE STDDEV VARIANCE VAR FIRST LAST FIRST_VALUE LAST_VALUE ARRAY_AGG
    STRING_AGG LISTAGG GROUP_CONCAT CORR COVAR QUANTILE QUANTILE_CONT QUANTILE_DISC PERCENTILE_CONT ROW_NUMBER RANK
    DENSE_RANK LAG LEAD NTILE""".split()
)
REGEX_FUNCTIONS: Final = frozenset(
    "REGEXP_LIKE REGEXP_MATCHES REGEXP_REPLACE REGEXP_EXTRACT REGEXP_CONTAINS REGEXP_SUBSTR REGEXP_COUNT".split()
)
