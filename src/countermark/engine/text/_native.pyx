# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""The loops of the text search, compiled: the same results as the array code beside them, in a fraction of the time.

Nothing is decided here that the array code of stream.py, search.py, edits.py, short.py, other_reading.py, masked.py,
homophone.py and channel.py does not decide in the same way; tests/conformance runs both on the same texts. Every function takes
and returns arrays as those modules describe them. Built where there is a C compiler (pyproject.toml); without one the
array code runs. One module, so that it is compiled at once; its parts are the files included at the end.
"""

import numpy as np

from libc.stdint cimport int32_t, int64_t, uint8_t, uint32_t, uint64_t

from countermark.engine.text import chars as _chars

cdef uint32_t BREAK = ord(_chars.BREAK)
cdef uint32_t SYMBOL = _chars.SYMBOL
cdef uint32_t FIRST_UNSPACED = _chars.FIRST_UNSPACED
cdef uint32_t LAST_ENTRY = _chars.SIZE - 1
cdef uint8_t LETTER = _chars.LETTER
cdef uint8_t DIGIT = _chars.DIGIT
cdef uint8_t HAN = _chars.HAN
cdef uint8_t OTHER = _chars.OTHER
cdef uint8_t UPPER = _chars.UPPER
cdef uint8_t DIACRITIC = _chars.DIACRITIC
cdef uint32_t SPACE = 32
cdef uint32_t SOME = ord("某")

include "_native_stream.pxi"
include "_native_match.pxi"
include "_native_search.pxi"
include "_native_words.pxi"
include "_native_titles.pxi"
include "_native_language.pxi"
include "_native_channel.pxi"
