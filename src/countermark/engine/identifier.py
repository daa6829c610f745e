"""Signal: GTIN, part number, model and colour against what the brand's owner says exists, and tells.

A GS1 prefix says who gave the number out, never where goods were made. Goods that only name the brand to say what they
fit (compatible, accessory, book) have other numbers by right: of those only the check digit is looked at.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import numpy as np
import pyarrow as pa

from countermark.engine.decision import Evidence
from countermark.engine.goods import gtin as gtins
from countermark.engine.goods.attributes import PART_NUMBERS
from countermark.engine.goods.colour_check import ColourCheck
from countermark.engine.goods.lines import LineIndex, LineMention
from countermark.engine.goods.part_numbers import IMPOSSIBLE, MALFORMED, MATCHES, Found, PartNumbers
from countermark.engine.goods.plain import plain
from countermark.engine.goods.state import OTHERS_GOODS
from countermark.engine.goods.tells import Tells
from countermark.engine.listed import Listed, listed
from countermark.engine.listing import Listing
from countermark.engine.registry.model import Registry
from countermark.engine.signal import Example, Output, SignalResult

_NO_LINES: Final[frozenset[str]] = frozenset()
_CODE_OF: Final = {
    MATCHES: "part_number_matches", MALFORMED: "part_number_malformed", IMPOSSIBLE: "model_impossible",
}  # fmt: skip
WEIGHTS: Final = {
    "gtin_invalid": 0.3,
    "gtin_restricted": 0.2,
    "gtin_foreign_prefix": 0.2,
    "gtin_matches": 0.3,
    "part_number_matches": 0.2,
    "part_number_malformed": 0.4,
    "model_impossible": 0.8,
    "colour_impossible": 0.5,
}
"""How strong each fact is, 0 to 1. Copied numbers are common on fakes, so a number that fits speaks only softly."""


@dataclass(slots=True)
class _Columns:
    """The outputs that are about a brand's knowledge, filled row by row."""

    foreign: Any
    malformed: Any
    model: Any
    colour: Any
    tell: Any
    number: list[str | None]

    @classmethod
    def of(cls, size: int) -> "_Columns":
        foreign, malformed, model, colour = (np.zeros(size, dtype=bool) for _ in range(4))
        return cls(foreign, malformed, model, colour, np.zeros(size), [None] * size)


class IdentifierSignal:
    """GTIN, part number, model, colour and tells."""

    name = "identifier"
    needs: Sequence[str] = ("gtin", "title", "description", "attributes", "brand", "context")
    outputs: Sequence[Output] = (
        Output("gtin_status", pa.string(), "absent, valid, invalid (wrong length or check digit) or restricted"),
        Output("gtin_foreign_prefix", pa.bool_(), "the GTIN is none of the brand owner's; false when not known"),
        Output(
            "part_number",
            pa.string(),
            "part number of the brand that the listing gives, as the registry has it; null when the title is about "
            "another line than the number is of",
        ),
        Output(
            "part_number_malformed", pa.bool_(), "a part number nearly has the brand's form, with a wrong character"
        ),
        Output("model_impossible", pa.bool_(), "names a model or part number that is known not to exist"),
        Output("colour_impossible", pa.bool_(), "every colour that is given is one the product line does not have"),
        Output("tell_weight", pa.float64(), "weight of the strongest tell found, 0 to 1; 0 when there is none"),
    )

    def __init__(self, registry: Registry, as_of: date) -> None:
        """Compile what the registry knows; none of it has dates, so `as_of` makes no difference."""
        del as_of
        self._prefixes = _prefixes(registry)
        self._lines = LineIndex(registry)
        self._numbers = PartNumbers(registry)
        self._lines_of_number: dict[tuple[str, str], set[str]] = {}
        for model in registry.models:
            if model.exists and model.line_id and model.part_number:
                self._lines_of_number.setdefault((model.brand_id, model.part_number), set()).add(model.line_id)
        self._colours = ColourCheck(registry)
        self._tells = Tells(registry)
        self._tell_brands = frozenset(self._tells.brands)
        self._number_brands = frozenset(self._numbers.brands)
        self._reads_attributes = bool(self._number_brands | self._colours.brands)
        known = {*self._prefixes, *self._numbers.brands, *self._colours.brands, *self._tells.brands}
        self._brands = frozenset(known)

    def evaluate(self, batch: Any, known: Mapping[str, Any]) -> SignalResult:
        """See Signal.evaluate; `known` needs `brand`, and uses `context`."""
        lists = listed(batch, known)
        brands, contexts = lists.found(known, "brand"), lists.found(known, "context")
        checked = gtins.check(lists["gtin"])
        evidence = list(_gtin_evidence(lists["gtin"], checked, contexts))
        columns = _Columns.of(batch.num_rows)
        places = [
            row for row, brand in enumerate(brands) if brand in self._brands and contexts[row] not in OTHERS_GOODS
        ]
        if places:
            evidence += self._of_brands(places, brands, lists, checked.codes, columns)
        return SignalResult(
            {
                "gtin_status": pa.array(checked.status, type=pa.string()),
                "gtin_foreign_prefix": pa.array(columns.foreign),
                "part_number": pa.array(columns.number, type=pa.string()),
                "part_number_malformed": pa.array(columns.malformed),
                "model_impossible": pa.array(columns.model),
                "colour_impossible": pa.array(columns.colour),
                "tell_weight": pa.array(columns.tell),
            },
            evidence,
        )

    def examples(self) -> Sequence[Example]:
        """See Signal.examples."""
        return _EXAMPLES

    def _of_brands(
        self,
        places: Sequence[int],
        brands: Sequence[str],
        lists: Listed,
        codes: Sequence[str | None],
        columns: _Columns,
    ) -> Iterator[tuple[int, Evidence]]:
        """Fill the columns, and give the evidence, for listings of brands of which something is known."""
        titles, typed = lists["title"], lists["gtin"]
        attributes = PART_NUMBERS.find(lists.attributes, places) if self._reads_attributes else {}
        for row in places:
            brand, title, code = brands[row], titles[row], codes[row]
            if code and brand in self._prefixes:
                yield row, self._prefix_evidence(row, brand, (code, typed[row]), columns)
            given = attributes.get(row, ())
            if brand in self._number_brands:
                yield from self._number_evidence(row, brand, title, given, columns)
            if brand in self._colours.brands:
                lines = lists.lines.get((row, brand))
                if lines is None:
                    lines = self._lines.find(brand, plain(title))
                if len(lines) == 1:
                    yield from self._colour_evidence(row, lines[0], title, given, columns)
            if brand in self._tell_brands:
                texts = (("title", title), ("description", lists["description"][row]))
                yield from self._tell_evidence(row, brand, texts, columns)

    def _prefix_evidence(self, row: int, brand: str, number: tuple[str, str], columns: _Columns) -> Evidence:
        code, typed = number
        is_own = code[1:].startswith(self._prefixes[brand])
        columns.foreign[row] = not is_own
        name = "gtin_matches" if is_own else "gtin_foreign_prefix"
        return Evidence(code=name, field="gtin", text=typed, brand=brand, weight=WEIGHTS[name])

    def _number_evidence(
        self, row: int, brand: str, title: str, given: Sequence[tuple[str, str]], columns: _Columns
    ) -> Iterator[tuple[int, Evidence]]:
        texts = [("title", title), *(("attributes", value) for kind, value in given if kind == "part_number")]
        seen = set()
        for field, text in texts:
            for found in self._numbers.find(brand, text, is_number_field=field == "attributes"):
                if found.kind == MATCHES and self._is_of_another_line(brand, title, field, found):
                    continue
                code = _CODE_OF[found.kind]
                if found.kind == MATCHES and columns.number[row] is None:
                    columns.number[row] = found.number
                columns.malformed[row] |= found.kind == MALFORMED
                columns.model[row] |= found.kind == IMPOSSIBLE
                if (code, found.number.lower()) in seen:
                    continue
                seen.add((code, found.number.lower()))
                start, end = (found.start, found.end) if field == "title" else (-1, -1)
                yield row, Evidence(
                    code=code, field=field, start=start, end=end, text=found.text, brand=brand, kind=found.number,
                    weight=WEIGHTS[code],
                )  # fmt: skip

    def _is_of_another_line(self, brand: str, title: str, field: str, found: Found) -> bool:
        """Tell whether the title is about lines that a part number does not belong to: it then speaks for nothing."""
        rest = f"{title[: found.start]} {title[found.end :]}" if field == "title" else title
        line_ids = self._lines_of_number.get((brand, found.number), _NO_LINES)
        return bool(line_ids) and self._lines.contradicts(brand, self._lines.find(brand, plain(rest)), line_ids)

    def _colour_evidence(
        self, row: int, line: LineMention, title: str, given: Sequence[tuple[str, str]], columns: _Columns
    ) -> Iterator[tuple[int, Evidence]]:
        """Give the evidence of a colour that the one line named does not have."""
        colours = [value for kind, value in given if kind == "colour"]
        found = self._colours.impossible(line.line_id, title, colours)
        if found is not None:
            columns.colour[row] = True
            yield row, Evidence(
                code="colour_impossible", field=found.field, start=found.start, end=found.end, text=found.text,
                brand=found.line.brand_id, kind=found.line.name, weight=WEIGHTS["colour_impossible"],
            )  # fmt: skip

    def _tell_evidence(
        self, row: int, brand: str, texts: Sequence[tuple[str, str]], columns: _Columns
    ) -> Iterator[tuple[int, Evidence]]:
        lines: set[str] | None = None
        seen = set()
        for field, text in texts:
            for found in self._tells.find(brand, text):
                tell = found.tell
                if tell.line_id:
                    if lines is None:
                        lines = {line.line_id for line in self._lines.find(brand, plain(texts[0][1]))}
                    if lines and tell.line_id not in lines:
                        continue
                columns.tell[row] = max(columns.tell[row], tell.weight)
                if tell.tell_id in seen:
                    continue
                seen.add(tell.tell_id)
                yield row, Evidence(
                    code="tell", field=field, start=found.start, end=found.end, text=text[found.start : found.end],
                    brand=brand, kind=tell.tell_id, value=tell.weight, weight=tell.weight,
                )  # fmt: skip


def _prefixes(registry: Registry) -> dict[str, tuple[str, ...]]:
    prefixes: dict[str, list[str]] = {}
    for row in registry.gtin_prefixes:
        prefixes.setdefault(row.brand_id, []).append(row.prefix)
    return {brand: tuple(sorted(group)) for brand, group in prefixes.items()}


def _gtin_evidence(
    typed: Sequence[str | None], checked: gtins.Gtins, contexts: Sequence[str | None]
) -> Iterator[tuple[int, Evidence]]:
    """Give the evidence of wrong and restricted numbers; a book's number on a book is right."""
    for row, status in enumerate(checked.status):
        if status == gtins.INVALID:
            text = typed[row] or ""
            yield row, Evidence(code="gtin_invalid", field="gtin", text=text, weight=WEIGHTS["gtin_invalid"])
        elif status == gtins.RESTRICTED and contexts[row] != "publication":
            kind = gtins.restricted_kind(checked.codes[row] or "")
            yield row, Evidence(
                code="gtin_restricted", field="gtin", text=typed[row] or "", kind=kind,
                weight=WEIGHTS["gtin_restricted"],
            )  # fmt: skip


def _listing(title: str, gtin: str | None = None, **attributes: str) -> Listing:
    names = {"part_number": "Part Number", "colour": "Color"}
    return Listing(
        listing_id="1", seller_id="s", title=title, gtin=gtin,
        attributes={names[name]: value for name, value in attributes.items()},
    )  # fmt: skip


_EXAMPLES: Final = (
    Example(_listing("Velora Runner", "7891234567895"), {"gtin_status": "valid"}, ("gtin_matches",)),
    Example(_listing("Velora Runner", "789-1234 567890"), {"gtin_status": "invalid"}, ("gtin_invalid",)),
    Example(_listing("Velora Runner", "4006381333931"), {"gtin_foreign_prefix": True}, ("gtin_foreign_prefix",)),
    Example(_listing("Cup", "2012345678903"), {"gtin_status": "restricted"}, ("gtin_restricted",)),
    Example(_listing("Cup", "does not apply"), {"gtin_status": "absent", "gtin_foreign_prefix": False}),
    Example(_listing("Cartucho HX 664 preto F6v29ab"), {"part_number": "F6V29AB"}, ("part_number_matches",)),
    Example(
        _listing("Cartucho HX 664 preto F6V3OAB"),
        {"part_number_malformed": True, "part_number": None},
        ("part_number_malformed",),
        "the letter O where the brand's numbers have a digit",
    ),
    Example(_listing("Cartucho HX 664 preto 2376 2774 6476"), {"part_number_malformed": False}),
    Example(_listing("HX664XXL cartucho"), {"model_impossible": True}, ("model_impossible",)),
    Example(_listing("Velora Runner vermelho"), {"colour_impossible": True}, ("colour_impossible",)),
    Example(_listing("Velora Runner azul"), {"colour_impossible": False}, note="Midnight Navy is a blue"),
    Example(_listing("Velora Runner", colour="绿色"), {"colour_impossible": True}, ("colour_impossible",)),
    Example(_listing("Velora bag, free dust bag in gold print"), {"tell_weight": 0.7}, ("tell",)),
)
