"""Suite `disguise`: brands found although sellers disguise them, and brands seen as disguised where nobody did so."""

import math
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from countermark import __version__
from countermark.measure.attacks import sealed, tuning
from countermark.measure.attacks.family import AttackFamily
from countermark.scan.evaluate.attacking import Attacked, FalseHit, attack, false_hits_of, is_found, operating_point
from countermark.scan.evaluate.corpus import FILES, Corpus, Half, read_corpus
from countermark.scan.evaluate.finders import (
    DISGUISE_WEIGHT,
    EngineFinder,
    ExactFinder,
    Finder,
    SkeletonFinder,
    forms_of,
    plain_key,
)
from countermark.scan.evaluate.printing import percent
from countermark.scan.evaluate.report import Cell, Figure, Report, Table, describe_files, figure
from countermark.scan.evaluate.screening import TEXT_DATE, Lab, build_lab
from countermark.scan.evaluate.suite import required

FALSE_HITS: Final = 1 / 10_000
RECALL: Final = 0.97
_CURVE: Final = (0.0, 8.5, 10.0, 12.0, 15.0, 20.0, 25.0)
"""Certainties in bits at which recall and false hits are shown; below `min_certainty` nothing is reported."""


class DisguiseSuite:
    """Recall of disguised brands by attack family, false hits on genuine titles, and two baselines on the same."""

    def __init__(self, pack: Half, *, by_family: bool) -> None:
        """Choose what to run.

        Args:
            pack: the attack families, and with them the half of the titles, to run on.
            by_family: whether to show results for each family, misses and false hits; without it only the totals.
        """
        self._pack: Half = pack
        self._by_family = by_family
        suffix = "" if pack == "tuning" else ("-sealed-by-family" if by_family else "-sealed")
        self.name = f"disguise{suffix}"
        self.describe = f"disguised brands in real titles, {pack} pack of attack families" + (
            "; looking at it spends the pack" if pack == "sealed" and by_family else ""
        )

    def run(self, data: Path, seed: int) -> Report:
        """See Suite.run."""
        paths = required(data, FILES)
        corpus = read_corpus(data, self._pack)
        # The other half of the genuine titles stands for the catalogue that a marketplace learns its words from.
        other: Half = "sealed" if self._pack == "tuning" else "tuning"
        lab = build_lab(corpus.registry, TEXT_DATE, catalogue=read_corpus(data, other).titles)
        finders = (ExactFinder(lab.registry), SkeletonFinder(lab.registry), EngineFinder(lab.screener))
        families = (tuning if self._pack == "tuning" else sealed).FAMILIES
        names = {plain_key(form): brand for form, brand in forms_of(corpus.registry)}
        attacked = {family: attack(family, corpus.targets, names, seed=seed) for family in families}
        false_hits = {finder.name: false_hits_of(finder, corpus) for finder in finders}
        own = false_hits[EngineFinder.name]
        least = operating_point(own, len(corpus.titles), FALSE_HITS)
        recall = _Recall(finders, attacked, least)
        tables: list[Table] = []
        if self._by_family:
            tables = [recall.table(), *recall.examples(), recall.curve(own), _false_table(own)]
        return Report(
            suite=self.name,
            describe=self.describe,
            version=__version__,
            seed=seed,
            snapshot=lab.snapshot_hash,
            data=describe_files(data, paths),
            rows=len(corpus.titles),
            figures=[*recall.figures(), *_false_figures(false_hits, len(corpus.titles))],
            tables=tables,
            notes=[_note(corpus, lab, len(families))],
        )


class _Recall:
    """What each finder found of each family's attacked titles."""

    def __init__(self, finders: Sequence[Finder], attacked: dict[AttackFamily, list[Attacked]], least: float) -> None:
        self._attacked = attacked
        self._least = least
        self._names = [finder.name for finder in finders]
        self._hits = {
            (finder.name, family): finder.find([item.title for item in items])
            for finder in finders
            for family, items in attacked.items()
        }

    def figures(self) -> Iterator[Figure]:
        total = sum(map(len, self._attacked.values()))
        for name in self._names:
            target = RECALL if name == EngineFinder.name else None
            found = sum(self._found(name, family) for family in self._attacked)
            yield figure(f"{name}: disguised brands found", found, total, at_least=target)
        sure = sum(self._found(EngineFinder.name, family, sure=True) for family in self._attacked)
        yield figure(f"{EngineFinder.name}: found plain or with weight {DISGUISE_WEIGHT} or more", sure, total)
        at_point = sum(self._found(EngineFinder.name, family, least=self._least) for family in self._attacked)
        label = f"{EngineFinder.name}: found at 1 unconfirmed disguise in 10,000 genuine titles ({self._point()})"
        yield figure(label, at_point, total, at_least=RECALL)

    def curve(self, false_hits: Sequence[FalseHit]) -> Table:
        """Return recall and genuine titles with a disguise by the least certainty that counts."""
        total = sum(map(len, self._attacked.values()))
        rows: list[tuple[Cell, ...]] = []
        for least in _CURVE:
            found = sum(self._found(EngineFinder.name, family, least=least) for family in self._attacked)
            seen = [item for item in false_hits if item.hit.certainty >= least]
            unconfirmed = [item for item in seen if not item.is_confirmed]
            rows.append((least, percent(found / total), _titles_of(seen), _titles_of(unconfirmed)))
        columns = ("certainty from", "recall", "genuine titles", "of them not confirmed")
        return Table("By certainty (bits)", columns, rows)

    def _point(self) -> str:
        return "all that is reported" if self._least == -math.inf else f"certainty above {self._least:.1f}"

    def table(self) -> Table:
        rows: list[tuple[Cell, ...]] = []
        for family, items in self._attacked.items():
            item = figure(family.name, self._found(EngineFinder.name, family), len(items))
            sure = figure(family.name, self._found(EngineFinder.name, family, sure=True), len(items))
            baselines = [percent(self._found(name, family) / len(items)) if items else "-" for name in self._names[:-1]]
            interval = f"{percent(item.low)} to {percent(item.high)}"
            point = figure(family.name, self._found(EngineFinder.name, family, least=self._least), len(items))
            shares = (percent(item.share), interval, percent(sure.share), percent(point.share))
            rows.append((family.kind, family.name, len(items), *baselines, *shares))
        found = (*self._names, "95% interval", f"weight {DISGUISE_WEIGHT}+", "at 1 in 10,000")
        columns = ("kind", "family", "titles", *found)
        return Table("Disguised brands found", columns, rows)

    def examples(self) -> Iterator[Table]:
        for family, items in self._attacked.items():
            hits = self._hits[EngineFinder.name, family]
            missed = [
                (item.original, item.title[item.span.start : item.span.end], item.title)
                for item, found in zip(items, hits, strict=True)
                if not is_found(item, found)
            ]
            yield Table(
                f"Missed: {family.name}, {family.meaning}", ("brand", "disguised", "title"), missed, examples=True
            )

    def _found(self, name: str, family: AttackFamily, *, sure: bool = False, least: float = -math.inf) -> int:
        pairs = zip(self._attacked[family], self._hits[name, family], strict=True)
        return sum(is_found(item, hits, sure=sure, least=least) for item, hits in pairs)


def _false_figures(false_hits: dict[str, list[FalseHit]], titles: int) -> Iterator[Figure]:
    for name, hits in false_hits.items():
        target = FALSE_HITS if name == EngineFinder.name else None
        yield figure(f"{name}: genuine titles with a disguise", _titles_of(hits), titles, below=target)
        if name == EngineFinder.name:
            unconfirmed = [item for item in hits if not item.is_confirmed]
            label = f"{name}: the same, without those whose brand the data confirm"
            yield figure(label, _titles_of(unconfirmed), titles, below=target)
            sure = [item for item in hits if item.hit.sure]
            label = f"{name}: genuine titles with a disguise of weight {DISGUISE_WEIGHT} or more"
            yield figure(label, _titles_of(sure), titles, below=target)


def _titles_of(hits: Sequence[FalseHit]) -> int:
    return len({item.title for item in hits})


def _false_table(false_hits: Sequence[FalseHit]) -> Table:
    rows: list[tuple[Cell, ...]] = [
        (
            item.hit.brand,
            item.hit.text,
            item.hit.kind or "plain",
            round(item.hit.weight, 2),
            str(item.hit.certainty),
            "yes" if item.is_confirmed else "no",
            item.title,
        )
        for item in sorted(false_hits, key=lambda item: -item.hit.certainty)
    ]
    columns = ("brand", "text", "kind", "weight", "certainty", "data confirm", "genuine title")
    return Table("Disguises seen in genuine titles", columns, rows, examples=True)


def _note(corpus: Corpus, lab: Lab, families: int) -> str:
    common = sum(brand.common_word for brand in lab.registry.brands)
    return (
        f"{families} families; registry of {len(lab.registry.brands):,} brands, of which {common} are common words and "
        f"not attacked; {len(corpus.targets):,} places with a brand in {len(corpus.titles):,} genuine titles; ordinary "
        "words learnt from the other half of the titles, too"
    )
