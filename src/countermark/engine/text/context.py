"""Signal: what speaks for a listing that names a brand: it is compatible with it, an accessory, not it, used, a book.

Phrases come from the registry's contexts. One word before a name counts right beside it; a longer phrase, and any
after the name, with at most two words and no full stop between. A phrase that may stand anywhere counts in the title
and the attributes.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Final, NamedTuple

import ahocorasick_rs
import pyarrow as pa

from countermark.engine.decision import Evidence
from countermark.engine.listed import Listed, find_in_all, listed
from countermark.engine.listing import Listing
from countermark.engine.registry.model import ContextPhrase, Registry
from countermark.engine.signal import Example, Output, SignalResult
from countermark.engine.text.index import TextIndex
from countermark.engine.text.mention import BrandMentions, Mention, Mentions

EXPLAINS: Final = ("empty", "negated", "publication", "accessory", "compatible", "comparison")
"""Kinds that say: the goods are not the brand's own. Used and refurbished goods claim to be."""
_ORDER: Final = (*EXPLAINS, "refurbished", "second_hand")
_MAX_BETWEEN: Final = 24
"""Most characters between phrase and name."""
_REACH: Final = 80
"""Characters before the first and after the last mention of a text that are searched for phrases."""
_STOPS: Final = ".。!！?？;；|\n"


class _Hit(NamedTuple):
    """One phrase in a text."""

    start: int
    end: int
    phrases: list[ContextPhrase]


class Context(NamedTuple):
    """One phrase found, with what it says about which mention."""

    kind: str
    field: str
    start: int
    end: int
    text: str
    mention: Mention | None
    """The mention that it explains; None when it is about the whole listing."""


class ContextSignal:
    """Phrases that explain why a brand is named."""

    name = "context"
    needs: Sequence[str] = ("title", "description", "brand", "attributes", "condition", "mentions")
    outputs: Sequence[Output] = (
        Output("context", pa.string(), "what explains the mention: compatible, accessory, negated, comparison, "
               "second_hand, refurbished, publication or empty; null when nothing does"),
        Output("context_explained", pa.bool_(), "every mention of a brand in the title (else the first elsewhere) is "
               "explained as not being the brand's own goods"),
    )  # fmt: skip

    def __init__(self, registry: Registry, as_of: date, index: TextIndex | None = None) -> None:
        """Prepare the phrases of the registry's contexts."""
        self._registry, self._as_of, self._text_index = registry, as_of, index
        self._phrases: dict[str, list[ContextPhrase]] = {}
        for phrase in registry.contexts:
            self._phrases.setdefault(phrase.phrase.lower(), []).append(phrase)
        self._texts = sorted(self._phrases)
        self._automaton = ahocorasick_rs.AhoCorasick(self._texts) if self._texts else None

    def evaluate(self, batch: Any, known: Mapping[str, Any]) -> SignalResult:
        """See Signal.evaluate; looks only at listings that mention a brand."""
        mentions: Mentions = known["mentions"] if "mentions" in known else self._own_mentions(batch, known)
        lists = listed(batch, known)
        contexts: list[str | None] = [None] * batch.num_rows
        explained = [False] * batch.num_rows
        evidence: list[tuple[int, Evidence]] = []
        hits = self._hits_in_titles(lists, mentions)
        offsets, values = lists.attributes.offsets.tolist(), lists.attributes.values
        conditions = lists["condition"]
        for row, row_mentions in mentions.by_row.items():
            found = self._about_goods(values[offsets[row] : offsets[row + 1]], conditions[row])
            in_title = hits.get(row)
            if in_title or row_mentions[0].field == "description":
                found = [*self._about(row_mentions, in_title or [], lists, row), *found]
            if not found:
                continue
            kinds = {context.kind for context in found}
            contexts[row] = next(kind for kind in _ORDER if kind in kinds)
            explained[row] = _explains_all(found, row_mentions)
            evidence += [(row, item) for item in _evidence(found)]
        columns = {
            "context": pa.array(contexts, type=pa.string()),
            "context_explained": pa.array(explained, type=pa.bool_()),
        }
        return SignalResult(columns, evidence)

    def examples(self) -> Sequence[Example]:
        """See Signal.examples."""
        return _EXAMPLES

    def _own_mentions(self, batch: Any, known: Mapping[str, Any]) -> Mentions:
        signal = BrandMentions(self._registry, self._as_of, index=self._text_index)
        found: Mentions = signal.evaluate(batch, known).columns["mentions"]
        return found

    def _hits_in_titles(self, lists: Listed, mentions: Mentions) -> dict[int, list[_Hit]]:
        """Return where phrases stand in the titles of listings that mention a brand, by row, all searched at once."""
        if self._automaton is None or not mentions.by_row:
            return {}
        titles = lists["title"]
        rows = list(mentions.by_row)
        lowered = [lower_keeping_length(titles[row]) for row in rows]
        found: dict[int, list[_Hit]] = {}
        for at, index, start, end in find_in_all(self._automaton, lowered):
            found.setdefault(rows[at], []).append(_Hit(start, end, self._phrases[self._texts[index]]))
        return found

    def _hits(self, lowered: str) -> list[_Hit]:
        if self._automaton is None:
            return []
        matches = self._automaton.find_matches_as_indexes(lowered, overlapping=True)
        return [_Hit(start, end, self._phrases[self._texts[index]]) for index, start, end in matches]

    def _about(self, mentions: list[Mention], hits: list[_Hit], lists: Listed, row: int) -> list[Context]:
        """Return the phrases around the mentions of the title, or around the first mention elsewhere."""
        looked_at = [mention for mention in mentions if mention.field == "title"]
        title = lists["title"][row]
        lowered = lower_keeping_length(title)
        found = [
            Context(phrase.kind, "title", hit.start, hit.end, title[hit.start : hit.end], None)
            for hit in hits
            if _stands_free(lowered, hit.start, hit.end)
            for phrase in hit.phrases
            if phrase.side == "anywhere"
        ]
        if looked_at:
            return found + list(_around(looked_at, hits, "title", title, lowered))
        elsewhere = mentions[:1]
        if elsewhere[0].field == "description":
            text = lists["description"][row]
            lowered = lower_keeping_length(text)
            found += _around(elsewhere, self._hits(lowered), "description", text, lowered)
        return found

    def _about_goods(self, values: list[str | None], condition: str) -> list[Context]:
        """Return what the attributes and the condition field say of the goods."""
        found = []
        if condition in {"refurbished", "used"}:
            kind = "refurbished" if condition == "refurbished" else "second_hand"
            found.append(Context(kind, "condition", -1, -1, condition, None))
        given = [value for value in values if value]
        found += [
            Context(phrase.kind, "attributes", -1, -1, value, None)
            for value in given
            for phrase in self._phrases.get(value.strip().lower(), ())
        ]
        return found


def _around(mentions: list[Mention], hits: list[_Hit], field: str, text: str, lowered: str) -> Iterator[Context]:
    """Yield the phrases that stand around the mentions of a text, among the hits in it."""
    left = max(0, min(mention.start for mention in mentions) - _REACH)
    right = max(mention.end for mention in mentions) + _REACH
    looked_at = lowered[left:right]
    for hit in hits:
        if hit.start < left or hit.end > right or not _stands_free(looked_at, hit.start - left, hit.end - left):
            continue
        for phrase in hit.phrases:
            for mention in mentions:
                if _stands(phrase, hit.start, hit.end, mention, lowered):
                    yield Context(phrase.kind, field, hit.start, hit.end, text[hit.start : hit.end], mention)


def lower_keeping_length(text: str) -> str:
    """Return the text in lower case with every character at its old offset."""
    lowered = text.lower()
    if len(lowered) == len(text):
        return lowered
    return "".join(low if len(low := char.lower()) == 1 else char for char in text)


def _stands(phrase: ContextPhrase, first: int, last: int, mention: Mention, text: str) -> bool:
    """Tell whether a phrase stands on the right side of a mention, and close enough to be about it."""
    if phrase.side == "before" and last <= mention.start:
        between = text[last : mention.start]
    elif phrase.side == "after" and first >= mention.end:
        between = text[mention.end : first]
    else:
        return False
    if phrase.side == "before" and _is_short(phrase.phrase):
        # "shoes for women Velora" and "not original Velora" are not for, and not not, Velora. After the name, its
        # product line may come first: "Velora Runner 专用鞋带".
        return not any(char.isalnum() for char in between) and len(between) <= 3
    if len(between) > _MAX_BETWEEN or any(stop in between for stop in _STOPS):
        return False
    return len(between.split()) <= 2


def _is_short(phrase: str) -> bool:
    """Tell whether a phrase is one word, or one or two Chinese characters: too little to speak over a distance."""
    return len(phrase.split()) == 1 and (phrase.isascii() or phrase[0] < "\u2e80" or len(phrase) <= 2)


def _stands_free(text: str, start: int, end: int) -> bool:
    before, after = text[start - 1 : start], text[end : end + 1]
    return not (_joins(before, text[start]) or _joins(text[end - 1], after))


def _joins(left: str, right: str) -> bool:
    return left.isalnum() and right.isalnum() and left < "\u2e80" and right < "\u2e80"


def _explains_all(found: list[Context], mentions: list[Mention]) -> bool:
    explaining = [context for context in found if context.kind in EXPLAINS]
    if any(context.mention is None for context in explaining):
        return True
    in_title = [mention for mention in mentions if mention.field == "title"] or mentions[:1]
    explained = [context.mention for context in explaining]
    return all(mention in explained for mention in in_title)


def _evidence(found: list[Context]) -> Iterator[Evidence]:
    seen = set()
    for context in sorted(found, key=lambda item: (_ORDER.index(item.kind), item.field != "title", item.start)):
        if context.kind in seen:
            continue
        seen.add(context.kind)
        yield Evidence(
            code=f"context_{context.kind}",
            field=context.field,
            start=context.start,
            end=context.end,
            text=context.text,
            brand=context.mention.brand_id if context.mention else "",
            kind=context.kind,
            weight=0.5,
        )


def _example(title: str, **expect: Any) -> Example:
    return Example(Listing(listing_id="1", seller_id="s", title=title), expect)


_EXAMPLES: Final = (
    _example("Strap compatible with Velora watch", context="compatible", context_explained=True),
    _example("Cartucho compatível com Velora 300", context="compatible", context_explained=True),
    _example("适用于薇洛拉手表的表带", context_explained=True),
    _example("Handmade leather bag, not Velora", context="negated", context_explained=True),
    _example("Used Velora handbag", context="second_hand", context_explained=False),
    _example("Velora handbag", context=None, context_explained=False),
    _example("cotton shirt", context=None, context_explained=False),
)
