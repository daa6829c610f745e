"""A policy written and read again is the same policy, and one policy is one sequence of bytes."""

from datetime import date
from typing import Final

from hypothesis import given, settings
from hypothesis import strategies as st

from countermark.engine.decision import Decision
from countermark.engine.policy import Case, Examples, Mode, Policy, Rule, Severity, parse_policy, policy_bytes

texts: Final = (
    st.text(st.characters(exclude_categories=["Cc", "Cs"]), max_size=30).map(str.strip)
    | st.sampled_from(
        ["yes", "no", "1", "1.5", "null", "~", "2026-01-31", "- a", "a: b", "# a", "'", '"', "\u2028 b", "\ufeff"]
    )
).map(str.strip)
filled: Final = texts.filter(bool)
ids: Final = st.from_regex(r"[a-z0-9]{1,5}(-[a-z0-9]{1,5}){0,2}", fullmatch=True)
codes: Final = st.from_regex(r"[a-z][a-z0-9]{0,5}(_[a-z0-9]{1,5}){0,2}", fullmatch=True)
days: Final = st.none() | st.dates(date(1970, 1, 1), date(2100, 1, 1))
values: Final = (
    st.booleans() | st.integers(-(10**15), 10**15) | st.floats(allow_nan=False, allow_infinity=False) | texts
)
given_values: Final = st.dictionaries(filled, values, max_size=3)
countries: Final = st.lists(st.from_regex(r"[A-Z]{2}", fullmatch=True) | st.just("NO"), max_size=3).map(tuple)


@st.composite
def rules(draw: st.DrawFn) -> Rule:
    decision = draw(st.sampled_from(Decision))
    words = draw(st.none() | st.fixed_dictionaries({"en": filled}, optional={"zh": filled, "pt": filled}))
    targets = draw(st.lists(filled, min_size=1, max_size=3).map(tuple))
    return Rule(
        id=draw(ids),
        owner=draw(filled),
        when=draw(filled),
        decision=decision,
        reason=draw(codes),
        severity=draw(st.sampled_from(Severity)),
        mode=draw(st.sampled_from(Mode)),
        exempts=targets if decision is Decision.ALLOW else (),
        jurisdiction=draw(countries),
        effective_from=draw(days),
        effective_to=draw(days),
        note=draw(texts),
        words=words or {},
        examples=Examples(
            draw(st.lists(given_values, max_size=2).map(tuple)), draw(st.lists(given_values, max_size=2).map(tuple))
        ),
    )


cases: Final = st.builds(
    Case,
    note=filled,
    given=given_values,
    decision=st.sampled_from(Decision),
    reasons=st.none() | st.lists(codes, max_size=2).map(tuple),
)
policies: Final = st.builds(
    Policy,
    name=filled,
    owner=filled,
    version=filled,
    rules=st.lists(rules(), max_size=3).map(tuple),
    cases=st.lists(cases, max_size=2).map(tuple),
)


@given(policy=policies)
@settings(max_examples=60, deadline=None)
def test_a_policy_written_and_read_is_the_same_and_its_bytes_are_canonical(policy: Policy) -> None:
    written = policy_bytes(policy)
    read = parse_policy(written, "policy.yaml")
    assert read == policy
    assert policy_bytes(read) == written
