"""Turns a grammar into text: `{name}` is a slot or a rule, `[a|b]` a choice."""

import random
import re
from collections.abc import Mapping
from typing import Any, Final

_CHOICE: Final = re.compile(r"\[([^\[\]]*)\]")
_SLOT: Final = re.compile(r"\{(\w+)\}")
_MAX_DEPTH: Final = 5


def expand(template: str, slots: Mapping[str, str], rules: Mapping[str, list[str]], rng: random.Random) -> str:
    """Return the template with its choices made and its slots filled.

    Raises:
        KeyError: a name is neither a slot nor a rule.
    """
    text = template
    for _ in range(_MAX_DEPTH):
        text = _CHOICE.sub(lambda match: rng.choice(match[1].split("|")), text)
        names = {name for name in _SLOT.findall(text) if name in rules}
        for name in sorted(names):
            text = text.replace(f"{{{name}}}", rng.choice(rules[name]))
        if not names and not _CHOICE.search(text):
            break
    return tidy(_SLOT.sub(lambda match: slots[match[1]], text))


def tidy(text: str) -> str:
    """Return the text without what an empty slot leaves behind."""
    text = re.sub(r" +", " ", text)
    text = re.sub(r" ([,.;])", r"\1", text)
    text = re.sub(r"[,，]+(?=[.。,，])", "", text)
    return re.sub(r"^[\s,，]+|[\s,，–-]+$", "", text)


def write(kind: str, language: Mapping[str, Any], slots: Mapping[str, str], rng: random.Random) -> tuple[str, str]:
    """Return title and description of a listing of that kind."""
    rules = {name: list(texts) for name, texts in language["rules"].items()}
    grammar = language["kinds"][kind]
    title = expand(rng.choice(grammar["title"]), slots, rules, rng)
    sentences = [_capital(expand(rng.choice(group), slots, rules, rng)) for group in grammar["text"]]
    return _capital(title), str(language["joint"]).join(sentences)


def _capital(text: str) -> str:
    return re.sub(r"(?:^|(?<=[.!?] ))[a-zà-ü]", lambda match: match[0].upper(), text)
