"""Read a policy file and write one. Problems name file, line and field, and all of them are listed."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import msgspec
import yaml

from countermark.engine.decision import Decision
from countermark.engine.documents import parse_yaml
from countermark.engine.errors import InvalidInputError, Problem
from countermark.engine.policy.fields import Fields, shown
from countermark.engine.policy.model import LANGUAGES, Case, Examples, Given, Mode, Policy, Rule, Severity
from countermark.engine.policy.source import Path, Source, source_of

MAX_RULES: Final = 1_000
MAX_CASES: Final = 1_000
MAX_EXAMPLES: Final = 50
"""Most examples of one kind of one rule."""

RULE_ID: Final = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
REASON_CODE: Final = re.compile(r"[a-z][a-z0-9]*(?:_[a-z0-9]+)*")
_RULE_KEYS: Final = Rule.__struct_encode_fields__
_POLICY_KEYS: Final = ("name", "owner", "version")

_NOTHING: Final = Policy(name="", owner="", version="")
"""Stands for a policy that cannot be read; never given out."""


@dataclass(frozen=True, slots=True)
class PolicyFile:
    """A policy and the places of its parts in the file it was read from."""

    policy: Policy
    source: Source


def parse_policy(data: bytes, name: str) -> Policy:
    """Return the policy written in YAML.

    Args:
        data: UTF-8 text, at most `documents.MAX_BYTES`.
        name: file name for messages.

    Raises:
        InvalidInputError: not YAML, or with missing, unknown or ill-typed keys; every problem is listed, with its line.
    """
    return read_policy(data, name).policy


def read_policy(data: bytes, name: str) -> PolicyFile:
    """Return the policy and where its parts stand, so that `compile_policy` can name lines; as `parse_policy`."""
    document = parse_yaml(data, name)
    source = source_of(data, name)
    reader = _Reader(source)
    policy = reader.policy(document)
    if reader.problems:
        raise InvalidInputError(sorted(reader.problems, key=lambda problem: problem.row or 0))
    return PolicyFile(policy, source)


def policy_bytes(policy: Policy) -> bytes:
    """Return the policy as canonical YAML: one policy, one sequence of bytes; `parse_policy` gives it back."""
    document = {
        "policy": {key: getattr(policy, key) for key in _POLICY_KEYS},
        "rules": [_plain_rule(rule) for rule in policy.rules],
        "cases": [_plain_case(case) for case in policy.cases],
    }
    return yaml.dump(document, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=10**6).encode()


def _plain_rule(rule: Rule) -> dict[str, Any]:
    """Return the rule without the keys that say nothing."""
    plain = _plain(rule)
    plain["words"] = {language: rule.words[language] for language in LANGUAGES if language in rule.words}
    examples = {kind: [_sorted(given) for given in rows] for kind, rows in plain["examples"].items()}
    plain["examples"] = {kind: rows for kind, rows in examples.items() if rows}
    return {key: value for key, value in plain.items() if value}


def _plain_case(case: Case) -> dict[str, Any]:
    plain = _plain(case)
    plain["given"] = _sorted(case.given)
    return {key: value for key, value in plain.items() if value is not None}


def _plain(value: Rule | Case) -> dict[str, Any]:
    plain: dict[str, Any] = msgspec.to_builtins(value, builtin_types=(date,))
    return plain


def _sorted(given: Given) -> Given:
    return {name: given[name] for name in sorted(given)}


class _Dumper(yaml.SafeDumper):
    """SafeDumper that writes values out instead of referring back to an equal one: our reader refuses aliases."""

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002 - signature of the base class
        return True


class _Reader:
    """Reads the parts of one document; what is wrong goes into `problems`."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self.problems: list[Problem] = []

    def policy(self, document: Any) -> Policy:
        top = self._fields(document, ())
        if not top.is_mapping:
            return _NOTHING
        top.only(("policy", "rules", "cases"))
        if not top.has("policy"):
            top.fault(None, "policy is missing; expected policy: {name: ..., owner: ..., version: ...}")
            return _NOTHING
        head = self._fields(top.raw("policy"), ("policy",))
        head.only(_POLICY_KEYS)
        return Policy(
            name=head.text("name", required=True, expected="the policy's name"),
            owner=head.text("owner", required=True, expected="who answers for the policy"),
            version=self._version(head),
            rules=top.items("rules", self._limited(self._rule, MAX_RULES, "rules"), what="rules"),
            cases=top.items("cases", self._limited(self._case, MAX_CASES, "cases"), what="cases"),
        )

    def _version(self, head: Fields) -> str:
        value = head.raw("version")
        if isinstance(value, int) and not isinstance(value, bool):
            return str(value)
        return head.text("version", required=True, expected="a version, such as '2026.1' in quotes")

    def _rule(self, value: Any, path: Path) -> Rule | None:
        fields = self._fields(value, path)
        if not fields.is_mapping:
            return None
        fields.only(_RULE_KEYS)
        decision = fields.word("decision", Decision, Decision.REVIEW)
        if decision is Decision.ALLOW and not fields.has("exempts"):
            fields.fault("decision", "allow makes an exemption, so exempts is needed: rule ids or reason codes")
        if decision is not Decision.ALLOW and fields.has("exempts"):
            fields.fault("exempts", f"goes with decision allow only, and this rule's decision is {decision}")
        return Rule(
            id=fields.pattern("id", RULE_ID, expected="an id of lower-case words joined by hyphens, such as low-price"),
            owner=fields.text("owner", required=True, expected="who answers for the rule"),
            when=fields.text("when", required=True, expected="a condition, such as price_ratio < 0.3"),
            decision=decision,
            reason=fields.pattern("reason", REASON_CODE, expected="a reason code, such as price_below_band"),
            severity=fields.word("severity", Severity, Severity.LOW, required=decision is not Decision.ALLOW),
            mode=fields.word("mode", Mode, Mode.SHADOW),
            exempts=fields.texts("exempts", what="rule ids and reason codes"),
            jurisdiction=fields.countries("jurisdiction"),
            effective_from=fields.day("effective_from"),
            effective_to=fields.day("effective_to"),
            note=fields.text("note"),
            words=self._words(fields),
            examples=self._examples(fields),
        )

    def _words(self, rule: Fields) -> dict[str, str]:
        if not rule.has("words"):
            return {}
        fields = self._fields(rule.raw("words"), (*rule.path, "words"))
        fields.only(LANGUAGES)
        fields.text("en", required=True, expected="what the seller is told, in English")
        return {language: fields.text(language) for language in LANGUAGES if fields.has(language)}

    def _examples(self, rule: Fields) -> Examples:
        if not rule.has("examples"):
            return Examples()
        fields = self._fields(rule.raw("examples"), (*rule.path, "examples"))
        fields.only(("fire", "pass"))
        read = self._limited(self._given, MAX_EXAMPLES, "examples")
        return Examples(fields.items("fire", read, what="examples"), fields.items("pass", read, what="examples"))

    def _case(self, value: Any, path: Path) -> Case | None:
        fields = self._fields(value, path)
        if not fields.is_mapping:
            return None
        fields.only(Case.__struct_fields__)
        reasons = fields.texts("reasons", what="reason codes") if fields.has("reasons") else None
        return Case(
            note=fields.text("note", required=True, expected="what the case shows"),
            given=self._given(fields.raw("given"), (*path, "given")),
            decision=fields.word("decision", Decision, Decision.REVIEW),
            reasons=reasons,
        )

    def _given(self, value: Any, path: Path) -> Given:
        """Read named values; whether the names exist is known only when the policy is compiled."""
        fields = self._fields(value, path)
        given: Given = {}
        for key, item in value.items() if isinstance(value, dict) else ():
            if not isinstance(key, str):
                fields.fault(None, f"{shown(key)} is not the name of a signal")
            elif isinstance(item, str):
                given[key] = fields.text(key)
            elif isinstance(item, (bool, int, float)):
                given[key] = item
            elif item is not None:
                fields.fault(key, f"is {shown(item)}; expected a number, a text, true or false")
        return given

    def _limited(self, read: Callable[[Any, Path], Any], most: int, what: str) -> Callable[[Any, Path], Any]:
        def limited(value: Any, path: Path) -> Any:
            if int(path[-1]) < most:
                return read(value, path)
            if path[-1] == most:
                self.problems.append(self._source.problem(path, f"there are more than {most} {what}"))
            return None

        return limited

    def _fields(self, value: Any, path: Path) -> Fields:
        return Fields(value, path, self._source, self.problems)
