from datetime import date

import pytest

from countermark.engine.decision import Decision
from countermark.engine.errors import InvalidInputError
from countermark.engine.policy import Mode, Severity, parse_policy, policy_bytes, read_policy
from countermark.engine.policy.parse import MAX_EXAMPLES, MAX_RULES

WHOLE = """
policy: {name: shop, owner: trust, version: 3}
rules:
  - id: cheap-in-brazil
    owner: pricing
    when: >
      price_ratio < 0.3
      AND seller_age_days < 90
    decision: hold
    reason: price_below_band
    severity: high
    mode: live
    jurisdiction: [BR, "NO"]
    effective_from: 2026-01-01
    effective_to: 2026-12-31
    note: Why.
    words: {en: cheap, pt: barato}
    examples:
      fire: [{price_ratio: 0.2, seller_age_days: 3}]
      pass: [{price_ratio: 2}, {}]
  - {id: known-seller, owner: pricing, when: seller_authorised, decision: allow, reason: seller_authorised,
     mode: shadow, exempts: [cheap-in-brazil]}
cases:
  - {note: nothing known, given: {}, decision: allow, reasons: []}
"""


def problems_of(text: str) -> list[str]:
    with pytest.raises(InvalidInputError) as caught:
        parse_policy(text.encode(), "policy.yaml")
    return [str(problem) for problem in caught.value.problems]


def test_every_key_of_a_policy_is_read() -> None:
    policy = parse_policy(WHOLE.encode(), "policy.yaml")
    rule, exemption = policy.rules
    assert (policy.name, policy.owner, policy.version) == ("shop", "trust", "3")
    assert rule.when == "price_ratio < 0.3 AND seller_age_days < 90"
    assert (rule.decision, rule.severity, rule.mode) == (Decision.HOLD, Severity.HIGH, Mode.LIVE)
    assert rule.jurisdiction == ("BR", "NO")
    assert (rule.effective_from, rule.effective_to) == (date(2026, 1, 1), date(2026, 12, 31))
    assert rule.words == {"en": "cheap", "pt": "barato"}
    assert rule.examples.fire == ({"price_ratio": 0.2, "seller_age_days": 3},)
    assert rule.examples.pass_ == ({"price_ratio": 2}, {})
    assert exemption.is_exemption
    assert exemption.exempts == ("cheap-in-brazil",)
    assert policy.cases[0].given == {}
    assert policy.cases[0].reasons == ()


def test_a_whole_policy_survives_writing_and_reading() -> None:
    policy = parse_policy(WHOLE.encode(), "policy.yaml")
    assert parse_policy(policy_bytes(policy), "policy.yaml") == policy


def test_the_order_of_keys_in_the_file_makes_no_difference_to_the_canonical_bytes() -> None:
    one = "policy: {name: a, owner: b, version: c}\ncases: [{note: n, decision: allow, given: {b: 1, a: 2}}]"
    other = "cases: [{given: {a: 2, b: 1}, decision: allow, note: n}]\npolicy: {version: c, owner: b, name: a}"
    assert policy_bytes(parse_policy(one.encode(), "one")) == policy_bytes(parse_policy(other.encode(), "other"))


def test_the_source_knows_the_line_of_each_part() -> None:
    source = read_policy(WHOLE.encode(), "policy.yaml").source
    assert source.file == "policy.yaml"
    assert source.lines["rules", 0, "when"] == 6
    assert source.problem(("rules", 0, "examples", "fire", 0), "wrong").row == 19
    assert source.problem(("rules", 0, "not there"), "wrong").row == 4


def test_all_problems_are_collected_in_the_order_of_their_lines() -> None:
    text = "policy: {name: a, owner: b, version: c}\nrules:\n- {id: A}\n- {id: b-, mode: lives}\nrulez: []"
    rows = [problem.split(":")[1] for problem in problems_of(text)]
    assert len(rows) > 5
    assert rows == sorted(rows)


def test_a_policy_without_rules_is_a_policy() -> None:
    assert parse_policy(b"policy: {name: a, owner: b, version: '1'}", "policy.yaml").rules == ()


@pytest.mark.parametrize("text", ["", "null", "1", "[]", "text"])
def test_a_document_that_is_no_mapping_is_refused(text: str) -> None:
    assert "expected keys and values" in problems_of(text)[0]


def test_the_number_of_rules_is_limited() -> None:
    rules = "- {id: a, owner: b, when: c, decision: hold, reason: d, severity: low, mode: shadow}\n" * (MAX_RULES + 5)
    found = problems_of(f"policy: {{name: a, owner: b, version: c}}\nrules:\n{rules}")
    assert found == [f"policy.yaml:{MAX_RULES + 3}: rules[{MAX_RULES + 1}]: there are more than {MAX_RULES} rules"]


def test_the_number_of_examples_is_limited() -> None:
    rule = "id: a, owner: b, when: c, decision: hold, reason: d, severity: low, mode: shadow"
    rows = ", ".join(["{}"] * (MAX_EXAMPLES + 1))
    found = problems_of(
        f"policy: {{name: a, owner: b, version: c}}\nrules:\n- {{{rule}, examples: {{fire: [{rows}]}}}}"
    )
    assert found == [f"policy.yaml:3: rules[1].examples.fire[51]: there are more than {MAX_EXAMPLES} examples"]


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (r'"a\0b"', "U+0000"),
        (r'"a\ud800b"', "U+D800"),
        (r'"a\x1b[31m"', "U+001B"),
        ("a" * 2_001, "2,001 characters long; at most 2,000"),
    ],
)
def test_text_that_is_no_text_or_too_long_is_refused(value: str, said: str) -> None:
    assert said in problems_of(f"policy: {{name: {value}, owner: b, version: c}}")[0]


def test_words_without_english_are_refused() -> None:
    rule = "id: a, owner: b, when: c, decision: hold, reason: d, severity: low, mode: shadow, words: {zh: 低价}"
    assert problems_of(f"policy: {{name: a, owner: b, version: c}}\nrules: [{{{rule}}}]") == [
        "policy.yaml:2: rules[1].words: en is missing; expected what the seller is told, in English"
    ]
