"""The page that shows decisions beside labels: what was stopped, missed and wrongly stopped.

A step of its own, after a screening: it reads what `countermark screen` wrote, the listings, and labels from wherever
they come.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import numpy as np
from markupsafe import Markup

from countermark.engine.decision import Decision
from countermark.engine.errors import InvalidInputError, Problem
from countermark.engine.policy import Policy
from countermark.engine.registry.model import Registry
from countermark.formats.labels import Labels
from countermark.formats.listings import ListingMapping
from countermark.scan.card import Card, make_card
from countermark.scan.decided import Decided, Found, find_listings, read_decisions
from countermark.scan.files import write_atomically
from countermark.scan.histogram import histogram
from countermark.scan.labelled import Held
from countermark.scan.labelled_words import labelled_words
from countermark.scan.page import numeral, percent_of, plain_name, render_page
from countermark.scan.part import Shown
from countermark.scan.reason_texts import ReasonTexts

MAX_CARDS: Final = 40
"""Listings that are shown in each part of the page."""
MAX_ROWS: Final = 20
"""Brands, and markets, in a table."""
_SAYS_LITTLE: Final = frozenset({"brand_mentioned", "brand_claimed"})
"""Evidence that every honest listing of a brand has too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelledRequest:
    """What to hold against what."""

    decisions: Path
    """Output of `countermark screen`."""
    labels: Labels
    files: Sequence[Path]
    """Of listings: those that were screened."""
    mapping: ListingMapping
    registry: Registry
    """For brand names and price bands."""
    policy: Policy
    """For the words of its own reasons."""
    language: str
    """en, zh or pt."""
    now: datetime
    """The caller's clock, aware."""


@dataclass(frozen=True, slots=True)
class TrueCard:
    """A listing as it was decided on, and what it really is."""

    card: Card
    counterfeit: bool
    kind: str
    """In words; empty when the label has none."""
    notes: list[str]
    """Why it was missed or stopped, and whatever the label says."""


@dataclass(frozen=True, slots=True)
class _Material:
    """What the page is made of."""

    request: LabelledRequest
    held: Held
    decided: Decided
    found: Found


def report_labelled(request: LabelledRequest, path: Path) -> Held:
    """Hold decisions against labels and write the page, whole or not at all.

    Raises:
        InvalidInputError: decisions, labels and listings do not belong together, or a file is not readable.
    """
    decided = read_decisions(request.decisions)
    held = Held(request.labels, decided)
    picks = {
        "missed": held.missed(),
        "wrong": held.stops(counterfeit=False),
        "caught": held.stops(counterfeit=True),
    }
    shown = {group: listings[:MAX_CARDS] for group, listings in picks.items()}
    rows = [int(held.rows[at]) for listings in shown.values() for at in listings]
    ids = decided.table.column("listing_id").take(rows).to_pylist() if rows else []
    found = find_listings(request.files, request.mapping, set(ids), now=request.now)
    _check(request, held, found, ids)
    material = _Material(request, held, decided, found)
    counts = {group: len(listings) for group, listings in picks.items()}
    write_atomically(path, _render(material, _cards(material, shown), counts).encode())
    return held


def _check(request: LabelledRequest, held: Held, found: Found, ids: Sequence[str]) -> None:
    known = set(found.ids.to_pylist())
    lacking = [name for name in [*ids, *held.decided.column("listing_id").to_pylist()] if name not in known]
    if lacking:
        message = (
            f"has no listing {lacking[0][:80]!r}, which was decided on; expected the files that were screened, "
            "with the same mapping"
        )
        names = ", ".join(map(str, request.files[:3])) or "no file"
        raise InvalidInputError([Problem(names, None, "listing_id", message)])


def _cards(material: _Material, shown: dict[str, list[int]]) -> dict[str, list[TrueCard]]:
    request, held = material.request, material.held
    words = labelled_words(request.language)
    reasons = ReasonTexts(request.policy, request.language)
    names = {brand.brand_id: brand.name for brand in request.registry.brands}
    screened = material.decided.screened([int(held.rows[at]) for listings in shown.values() for at in listings])

    def true_card(at: int) -> TrueCard:
        decision = screened[int(held.rows[at])]
        row, listing = material.found.listings[decision.listing_id]
        price = [item.value for item in decision.evidence + decision.counter_evidence if item.code.startswith("price_")]
        card = make_card(
            Shown(position=0, row=row, listing=listing, screened=decision, price_ratio=price[0] if price else None),
            reasons=reasons,
            registry=request.registry,
            brand_names=names,
        )
        label = held.truth.slice(at, 1).to_pylist()[0]
        kind = request.labels.words(label["kind"])
        notes = [kind.about, _why(card, label["counterfeit"], words), label["note"]]
        if label["counterfeit"] and label["value"]:
            amount = _amount(label["value"], request.labels.currency, request.language)
            notes.append(words["sold_for"].format(amount=amount))
        return TrueCard(card, label["counterfeit"], kind.name, [note for note in notes if note])

    return {group: [true_card(at) for at in listings] for group, listings in shown.items()}


def _why(card: Card, counterfeit: bool, words: dict[str, str]) -> str:
    """Return why a counterfeit was missed, or why something else was stopped; empty for what went right."""
    screened = card.shown.screened
    if not counterfeit:
        return words["why_wrong"].format(reasons=", ".join(title for _, title, _ in card.reasons))
    if screened.decision is Decision.REVIEW:
        return words["why_review"]
    if screened.decision is Decision.ALLOW:
        telling = any(item.code not in _SAYS_LITTLE for item in screened.evidence)
        return words["why_weak" if telling else "why_nothing"]
    return ""


def _amount(value: float, currency: str, language: str) -> str:
    return f"{currency} {numeral(f'{value:,.2f}', language)}".strip()


def _render(material: _Material, cards: dict[str, list[TrueCard]], counts: dict[str, int]) -> str:
    request, held, found = material.request, material.held, material.found
    language, words = request.language, labelled_words(request.language)
    reasons = ReasonTexts(request.policy, language)
    names = {brand.brand_id: brand.name for brand in request.registry.brands}
    bad, good = held.histogram()
    return render_page(
        "labelled.html.j2",
        language,
        w=words,
        held=held,
        labels=request.labels,
        decided=material.decided,
        cards=cards,
        counts=counts,
        in_review=held.total.counterfeit[1],
        value=_value(held, request.labels.currency, language),
        brands=[row for row in held.brands if row.recall.whole or row.wrongful.part],
        max_rows=MAX_ROWS,
        markets=held.markets(found.ids, found.markets)[:MAX_ROWS],
        histogram=histogram(
            np.add(bad, good).tolist(), bad, some_word=words["counterfeits"], words=words, language=language
        ),
        reason_name=lambda code: Markup("{} <code>{}</code>").format(reasons.title(code), code),
        brand_name=lambda key: plain_name(names.get(key) or key),
        kind_words=request.labels.words,
    )


def _value(held: Held, currency: str, language: str) -> dict[str, Any] | None:
    found = held.stopped_value()
    if found is None or not found[1]:
        return None
    part, whole = found
    return {
        "share": numeral(percent_of(part / whole), language),
        "part": _amount(part, currency, language),
        "whole": _amount(whole, currency, language),
    }
