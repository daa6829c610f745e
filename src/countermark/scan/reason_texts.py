"""What reasons are called and mean: those built in, and those that a policy brings with words of its own."""

from countermark.engine.messages import known_reasons, reason_title, reason_words
from countermark.engine.policy import Policy


class ReasonTexts:
    """Titles and words of reason codes in one language.

    Args:
        policy: whose rules may have words for codes of their own.
        language: en, zh or pt.
    """

    def __init__(self, policy: Policy, language: str) -> None:
        self.language = language
        built_in = known_reasons()
        self._own = {
            rule.reason: rule.words.get(language) or rule.words.get("en", "")
            for rule in policy.rules
            if rule.reason not in built_in
        }

    def title(self, code: str) -> str:
        """Return a short name, for tables."""
        return reason_title(code, self.language)

    def words(self, code: str) -> str:
        """Return what the seller is told."""
        return self._own.get(code) or reason_words(code, self.language)
