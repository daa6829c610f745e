"""Suite `taobao-brands`: brand mentions in Chinese item texts against people's labels, and words that must not fire."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from countermark import __version__
from countermark.engine.decision import Evidence
from countermark.engine.listing import Listing, listings_to_batch
from countermark.engine.registry.model import Registry
from countermark.measure.attacks.family import Span
from countermark.scan.evaluate.corpus import mostly_other, tagged_names
from countermark.scan.evaluate.finders import plain_key
from countermark.scan.evaluate.names import brands_from
from countermark.scan.evaluate.report import Report, Table, describe_files, figure
from countermark.scan.evaluate.screening import TEXT_DATE, Lab, build_lab
from countermark.scan.evaluate.sources.taobao import FILES, TaggedText, read_texts
from countermark.scan.evaluate.suite import required

HARMLESS: Final = ("正品", "同款")
"""`Genuine` and `same style`: honest sellers write them all the time, so neither may count as evidence by itself."""
_MENTIONS: Final = frozenset({"brand_mentioned", "brand_disguised"})


@dataclass(frozen=True, slots=True)
class _Read:
    """A text, and what the screener said against it."""

    tagged: TaggedText
    evidence: Sequence[Evidence]

    def mentions(self) -> list[Evidence]:
        return [fact for fact in self.evidence if fact.field == "title" and fact.code in _MENTIONS]


class TaobaoBrandsSuite:
    """Recall and precision of brand mentions on texts that the registry was not made from."""

    name = "taobao-brands"
    describe = "brand mentions in Taobao item texts; registry from train, measured on dev"

    def run(self, data: Path, seed: int) -> Report:
        """See Suite.run; nothing here is drawn by chance."""
        paths = required(data, tuple(FILES.values()))
        train, dev = read_texts(data / FILES["train"]), read_texts(data / FILES["dev"])
        lab = build_lab(brands_of(train), TEXT_DATE)
        read_dev = _read(lab, dev)
        known = _Known(lab.registry, read_dev)
        harmless = list(_within_harmless([*_read(lab, train), *read_dev]))
        texts_with = sum(any(word in text.text for word in HARMLESS) for text in [*train, *dev])
        found, missed = known.found_and_missed()
        right, wrong = known.right_and_wrong()
        sure = [sum(brand not in known.common for _, brand in pairs) for pairs in (found, found + missed)]
        return Report(
            suite=self.name,
            describe=self.describe,
            version=__version__,
            seed=seed,
            snapshot=lab.snapshot_hash,
            data=describe_files(data, paths),
            rows=len(train) + len(dev),
            figures=[
                figure("known brands that a text of dev names, found (recall)", len(found), len(found) + len(missed)),
                figure("the same without common words", *sure),
                figure("mentions in dev that people tagged (precision)", len(right), len(right) + len(wrong)),
                figure("texts with 正品 or 同款 in which these words are evidence", len(harmless), texts_with, below=0),
            ],
            tables=[
                Table("Brands missed in dev", ("brand", "text"), [(b, t) for t, b in missed], examples=True),
                Table(
                    "Mentions in dev that people did not tag",
                    ("brand", "mention", "kind", "text"),
                    [(fact.brand, fact.text, fact.kind, text) for text, fact in wrong],
                    examples=True,
                ),
                Table("正品 or 同款 as evidence", ("code", "evidence", "text"), harmless, examples=True),
            ],
            notes=[f"registry: {len(lab.registry.brands):,} brands, {len(known.common)} of them common words"],
        )


def brands_of(train: Sequence[TaggedText]) -> Registry:
    """Return the registry that the tagged texts describe; the rules are those of `tagged_names` and `mostly_other`."""
    names = tagged_names(train)
    brands, aliases = brands_from(names, common=mostly_other(names, train, [text.text for text in train]))
    return Registry(brands=tuple(brands), aliases=tuple(aliases))


class _Known:
    """Mentions and people's tags of brands that the registry has."""

    def __init__(self, registry: Registry, read: Sequence[_Read]) -> None:
        self._read = read
        self._brands = {brand.brand_id for brand in registry.brands}
        self.common = {brand.brand_id for brand in registry.brands if brand.common_word}

    def found_and_missed(self) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
        """Return (text, brand) of every known brand tagged in a text that a mention of it overlaps, and of the others.

        A brand counts once a text, however often it is tagged there: the screener names it once as well.
        """
        found: list[tuple[str, str]] = []
        missed: list[tuple[str, str]] = []
        for item in self._read:
            mentions = item.mentions()
            for brand, spans in self._tagged(item.tagged).items():
                hit = any(fact.brand == brand and _overlap(fact, span) for fact in mentions for span in spans)
                (found if hit else missed).append((item.tagged.text, brand))
        return found, missed

    def _tagged(self, text: TaggedText) -> dict[str, list[Span]]:
        tagged: dict[str, list[Span]] = {}
        for span in text.brands:
            brand = plain_key(text.text[span.start : span.end])
            if brand in self._brands:
                tagged.setdefault(brand, []).append(span)
        return tagged

    def right_and_wrong(self) -> tuple[list[tuple[str, Evidence]], list[tuple[str, Evidence]]]:
        """Return (text, mention) of every mention that overlaps a tag of any brand, and of every other."""
        right: list[tuple[str, Evidence]] = []
        wrong: list[tuple[str, Evidence]] = []
        for item in self._read:
            for fact in item.mentions():
                hit = any(_overlap(fact, span) for span in item.tagged.brands)
                (right if hit else wrong).append((item.tagged.text, fact))
        return right, wrong


def _read(lab: Lab, texts: Sequence[TaggedText]) -> list[_Read]:
    listings = [Listing(listing_id=str(i), seller_id="s", title=text.text) for i, text in enumerate(texts)]
    result = lab.screener.screen(listings_to_batch(listings))
    return [_Read(text, result.evidence(row)) for row, text in enumerate(texts)]


def _overlap(fact: Evidence, span: Span) -> bool:
    return fact.start < span.end and fact.end > span.start


def _within_harmless(read: Sequence[_Read]) -> Iterator[tuple[str, str, str]]:
    """Yield code, evidence and text of every piece of evidence that lies within one of the harmless words."""
    for item in read:
        spans = list(_harmless_spans(item.tagged.text))
        for fact in item.evidence:
            if fact.start >= 0 and any(start <= fact.start and fact.end <= end for start, end in spans):
                yield fact.code, fact.text, item.tagged.text


def _harmless_spans(text: str) -> Iterator[Span]:
    for word in HARMLESS:
        start = text.find(word)
        while start >= 0:
            yield Span(start, start + len(word))
            start = text.find(word, start + 1)
