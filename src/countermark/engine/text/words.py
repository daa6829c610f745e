"""Whole words in a text."""


def has_word(text: str, word: str) -> bool:
    """Tell whether a word (or phrase) stands in a text, not inside another word; a plural s may follow.

    Words in scripts without spaces (Chinese) stand anywhere. Both must be in the same case.
    """
    at = text.find(word)
    while at >= 0:
        end = at + len(word)
        after = text[end : end + 1]
        if after in {"s", "S"}:
            after = text[end + 1 : end + 2]
        if not word.isascii() or not ((at > 0 and text[at - 1].isalnum()) or after.isalnum()):
            return True
        at = text.find(word, at + 1)
    return False
