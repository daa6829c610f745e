"""How surprising a row of letters is as an ordinary word: a model of pairs of letters.

The table was counted on the words of six languages (English, Portuguese, Spanish, French, German, Italian: the
dictionaries of pyspellchecker, words that occur 500 times or more, each counted once).
"""

from itertools import pairwise
from typing import Final

_LETTERS: Final = "abcdefghijklmnopqrstuvwxyz "
_STEPS: Final = "0123456789abcdefghijklmnopqrstuvwxyz"
_HALF_BITS: Final = (
    "qb98jeai9gg796lbi687cbhkfd5"
    "5aki5sjm6gs6il6ms6be8kmsfsd"
    "5w9q6ww66wabwl4wj9h99wwwgsd"
    "6lle4lgl5koegj5noaclahivfv5"
    "bea8eebgbhj9a5gdi569dchdid5"
    "6mps57ip4ss8pl6ps7ec7snsesb"
    "6nun5naa7uu9h98nu7ce8ulugq5"
    "5ini4jmk5psced6mobe99sfsco8"
    "8d898camojj9958df978eashxd7"
    "4nnn4nnnannnnn4nnnnn4nnnnni"
    "9flj3hjf5lh8gaafod79dohoaj5"
    "5gfd5gec5vi7dj7fmmbaadmvai8"
    "59pn4lnp6uukah67uqejarquhu7"
    "7k877c7d8heiib8lgi85cckohd7"
    "fcacgdcjcig895cbi67a9ceigh4"
    "5mmn5joc7um8lk69u5cb9unuhqc"
    "nnnnnnnnnnnnnnnnknkn0nnnnnj"
    "5fcb4gcj6mgdac7fjaa9bdksei6"
    "8i8l7fic7shedh89gl86aihxgs4"
    "5kgn4kmc5uqfjl6nx7b9arixei7"
    "9a9a7cbi8hk897dak677odudie9"
    "4sss3sss4sssss6sscppedssjsj"
    "4fje4fo85ogbh87loaaicoooho8"
    "6n7n6nnc6nnknn95fnn6annnfn5"
    "9fbf8ihialmdbcabpd9efmgmpi1"
    "4qhm6mjm4qqfil8qjqqdclfqf75"
    "796899ab9ega8cb7f879dadqjiz"
)
"""For each letter, and for the beginning of a word: how surprising each next letter is, and the end, in half bits."""
_BITS: Final = {
    (first, second): _STEPS.index(_HALF_BITS[row * len(_LETTERS) + column]) / 2
    for row, first in enumerate(_LETTERS)
    for column, second in enumerate(_LETTERS)
}
OTHER: Final = 5.0
"""Bits of a pair in which something else than a letter stands."""


def surprise(word: str) -> float:
    """Return how many bits it takes to tell this word apart from all other rows of letters that look like words.

    Args:
        word: letters a to z; anything else counts as a rare letter.
    """
    return sum(_BITS.get(pair, OTHER) for pair in pairwise(f" {word} "))
