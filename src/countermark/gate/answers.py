"""From decision records to answers in a language."""

from collections.abc import Sequence
from typing import Final

import msgspec

from countermark.engine.decision import Evidence
from countermark.evidence.record import DecisionRecord
from countermark.gate.screens import Screens
from countermark.gate.wire import Answer, EvidenceItem, Reason

encode: Final = msgspec.json.Encoder().encode


def make_answer(record: DecisionRecord, screens: Screens, language: str) -> Answer:
    """Return what is told about a decision.

    Args:
        record: the decision.
        screens: whose words are used; if it has another snapshot than the record, brands that it does not know are
            called by their ids.
        language: one of `messages.LANGUAGES`.
    """
    screened = record.screened
    return Answer(
        request_id=record.request_id,
        listing_id=screened.listing_id,
        version=screened.version,
        listing_hash=screened.listing_hash,
        decision=screened.decision,
        score=None if record.incomplete else screened.score,
        incomplete=record.incomplete or None,
        reasons=[Reason(code, screens.reason_words(code, language)) for code in screened.reasons],
        evidence=_items(screened.evidence, screens, language),
        counter_evidence=_items(screened.counter_evidence, screens, language),
        rules=screened.rules,
        shadow_rules=screened.shadow_rules,
        snapshot=screened.snapshot,
        decided_at=record.decided_at,
        language=language,
    )


def _items(evidence: Sequence[Evidence], screens: Screens, language: str) -> list[EvidenceItem]:
    return [
        EvidenceItem(
            code=item.code,
            field=item.field,
            start=item.start,
            end=item.end,
            text=item.text,
            brand=item.brand,
            kind=item.kind,
            value=item.value,
            weight=item.weight,
            words=screens.evidence_words(item, language),
        )
        for item in evidence
    ]
