# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""The loops of the text search, compiled: the same results as the array code beside them, in a fraction of the time.

Nothing is decided here that the array code of stream.py, search.py, edits.py, short.py, other_reading.py, masked.py
and homophone.py does not decide in the same way; tests/conformance runs both on the same texts. Every function takes
and returns arrays as those modules describe them. Built where there is a C compiler (pyproject.toml); without one the
array code runs.
"""

import numpy as np

from libc.stdint cimport int8_t, int32_t, int64_t, uint8_t, uint32_t, uint64_t
from libc.string cimport memcpy

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

cdef class Column:
    """One column of texts, as the buffers of an Arrow string array."""

    cdef const int32_t[::1] offsets
    cdef const uint8_t[::1] data
    cdef const uint8_t[::1] validity
    cdef Py_ssize_t first
    cdef bint has_nulls
    cdef bint is_joined

    def __init__(self, offsets, data, validity, Py_ssize_t first, bint is_joined):
        """Keep the buffers; `first` is the array's offset into them, `is_joined` says that breaks in it are meant."""
        self.offsets = offsets
        self.data = data
        self.has_nulls = validity is not None
        if self.has_nulls:
            self.validity = validity
        self.first = first
        self.is_joined = is_joined


cdef Py_ssize_t _decode(const uint8_t* data, Py_ssize_t size, uint32_t* out, bint keep_breaks) noexcept nogil:
    """Decode UTF-8 strictly; return the number of code points, or -1 where it is not valid."""
    cdef Py_ssize_t at = 0, count = 0
    cdef uint32_t code
    cdef uint8_t lead
    while at < size:
        lead = data[at]
        if lead < 0x80:
            code = lead
            at += 1
            if code == BREAK and not keep_breaks:
                code = SPACE
        elif 0xC2 <= lead < 0xE0 and at + 1 < size and (data[at + 1] & 0xC0) == 0x80:
            code = ((lead & 0x1F) << 6) | (data[at + 1] & 0x3F)
            at += 2
        elif (
            0xE0 <= lead < 0xF0 and at + 2 < size and (data[at + 1] & 0xC0) == 0x80 and (data[at + 2] & 0xC0) == 0x80
        ):
            code = ((lead & 0x0F) << 12) | ((data[at + 1] & 0x3F) << 6) | (data[at + 2] & 0x3F)
            if code < 0x800 or 0xD800 <= code < 0xE000:
                return -1
            at += 3
        elif (
            0xF0 <= lead < 0xF5 and at + 3 < size and (data[at + 1] & 0xC0) == 0x80
            and (data[at + 2] & 0xC0) == 0x80 and (data[at + 3] & 0xC0) == 0x80
        ):
            code = (
                ((lead & 0x07) << 18) | ((data[at + 1] & 0x3F) << 12) | ((data[at + 2] & 0x3F) << 6)
                | (data[at + 3] & 0x3F)
            )
            if code < 0x10000 or code > 0x10FFFF:
                return -1
            at += 4
        else:
            return -1
        out[count] = code
        count += 1
    return count


def lay_out(list columns, Py_ssize_t rows):
    """Return (codes, starts) as in stream.Texts.

    Raises:
        UnicodeDecodeError: a text is not UTF-8.
    """
    cdef Column column
    cdef Py_ssize_t row, size, total = 0, at = 0, count
    for column in columns:
        total += column.offsets[column.first + rows] - column.offsets[column.first] + rows
    codes = np.empty(total, dtype=np.uint32)
    starts = np.zeros(len(columns) * rows + 1, dtype=np.int64)
    cdef uint32_t[::1] out = codes
    cdef int64_t[::1] begins = starts
    cdef Py_ssize_t text = 0, begin
    for column in columns:
        for row in range(column.first, column.first + rows):
            begin = column.offsets[row]
            size = column.offsets[row + 1] - begin
            if size and not (column.has_nulls and not (column.validity[row >> 3] >> (row & 7)) & 1):
                count = _decode(&column.data[begin], size, &out[at], column.is_joined)
                if count < 0:
                    bytes(column.data[begin : begin + size]).decode()
                    raise ValueError("a text is not UTF-8")
                at += count
            out[at] = BREAK
            at += 1
            text += 1
            begins[text] = at
    return codes[:at], starts


cdef inline bint _is_plain_letter(uint32_t letter) noexcept nogil:
    return 97 <= letter < FIRST_UNSPACED


def usual_letters(const uint32_t[::1] codes, const uint32_t[::1] table):
    """Return the letter that is read of each code point, 0 for none (stream.usual_letters)."""
    cdef Py_ssize_t at, size = codes.shape[0]
    letters = np.empty(size, dtype=np.uint32)
    if not size:
        return letters
    cdef uint32_t[::1] out = letters
    cdef uint32_t letter, before, after
    for at in range(size):
        out[at] = table[min(codes[at], LAST_ENTRY)]
    before = out[0]
    for at in range(size):
        letter = out[at]
        if letter >= SYMBOL:
            # What stands before may have been settled already: its letter as it was is in `before`.
            after = out[at + 1] if at + 1 < size else letter
            out[at] = letter - SYMBOL if _is_plain_letter(before) or _is_plain_letter(after) else 0
        before = letter
    return letters


cdef inline int _encode(uint32_t code, uint8_t* out) noexcept nogil:
    """Write a code point in UTF-8; return the number of bytes."""
    if code < 0x80:
        out[0] = code
        return 1
    if code < 0x800:
        out[0] = 0xC0 | (code >> 6)
        out[1] = 0x80 | (code & 0x3F)
        return 2
    if code < 0x10000:
        out[0] = 0xE0 | (code >> 12)
        out[1] = 0x80 | ((code >> 6) & 0x3F)
        out[2] = 0x80 | (code & 0x3F)
        return 3
    out[0] = 0xF0 | (code >> 18)
    out[1] = 0x80 | ((code >> 12) & 0x3F)
    out[2] = 0x80 | ((code >> 6) & 0x3F)
    out[3] = 0x80 | (code & 0x3F)
    return 4


def read_stream(const uint32_t[::1] letter, const uint32_t[::1] class_table):
    """Return (read_at, letters, kept, classes, letters_before, utf8, character_at) of a stream (stream.TextStream).

    `character_at` gives the index of the stream's character at each byte of `utf8`, with its length behind.
    """
    cdef Py_ssize_t at, size = letter.shape[0], read = 0, stream = 0, written = 0
    read_at = np.empty(size, dtype=np.int64)
    letters = np.empty(size, dtype=np.uint32)
    kept = np.empty(size, dtype=np.int64)
    classes = np.empty(size, dtype=np.uint32)
    letters_before = np.zeros(size + 1, dtype=np.int32)
    utf8 = np.empty(4 * size, dtype=np.uint8)
    character_at = np.empty(4 * size + 1, dtype=np.int32)
    cdef int64_t[::1] read_at_ = read_at, kept_ = kept
    cdef uint32_t[::1] letters_ = letters, classes_ = classes
    cdef int32_t[::1] before_ = letters_before, character_at_ = character_at
    cdef uint8_t[::1] utf8_ = utf8
    cdef uint32_t value, kind, last = 0xFFFFFFFF
    cdef int32_t count = 0
    cdef int byte, bytes_of
    for at in range(size):
        value = letter[at]
        if not value:
            continue
        read_at_[read] = at
        letters_[read] = value
        count += value > 57
        before_[read + 1] = count
        kind = class_table[value]
        if kind != last:
            kept_[stream] = read
            classes_[stream] = kind
            character_at_[written] = stream
            bytes_of = _encode(kind, &utf8_[written])
            for byte in range(1, bytes_of):
                character_at_[written + byte] = stream + 1
            written += bytes_of
            stream += 1
            last = kind
        read += 1
    character_at_[written] = stream
    return (
        read_at[:read], letters[:read], kept[:stream], classes[:stream], letters_before[: read + 1],
        utf8[:written].tobytes(), character_at[: written + 1],
    )


cdef class Characters:
    """The tables of chars.py."""

    cdef const uint8_t[::1] kind
    cdef const uint8_t[::1] flags

    def __init__(self, kind, flags):
        self.kind = kind
        self.flags = flags

    cdef inline bint is_edge(self, const uint32_t[::1] codes, Py_ssize_t at) noexcept nogil:
        """Tell whether a word starts or ends before a position (search._is_edge)."""
        if at == 0:
            return True
        cdef Py_ssize_t last = codes.shape[0] - 1
        cdef uint32_t before = min(codes[at - 1], LAST_ENTRY)
        cdef uint32_t here = min(codes[min(at, last)], LAST_ENTRY)
        cdef uint32_t after
        if self.kind[before] != LETTER or self.kind[here] != LETTER:
            return True
        if _is_latin(before) != _is_latin(here):
            return True
        if not self.flags[here] & UPPER:
            return False
        if not self.flags[before] & UPPER:
            return True
        after = min(codes[min(at + 1, last)], LAST_ENTRY)
        return self.kind[after] == LETTER and not self.flags[after] & UPPER

    cdef inline bint is_end(self, const uint32_t[::1] codes, Py_ssize_t at) noexcept nogil:
        """Like `is_edge`, and a plural or possessive s may follow."""
        if self.is_edge(codes, at):
            return True
        cdef uint32_t here = codes[min(at, codes.shape[0] - 1)]
        return (here == 115 or here == 83) and self.is_edge(codes, at + 1)


cdef inline bint _is_latin(uint32_t code) noexcept nogil:
    return code < 0x250 or 0x1E00 <= code < 0x1F00


cdef class HitJudge:
    """What search.TextSearch knows of its patterns, and the judgement of hits."""

    cdef Characters characters
    cdef const int64_t[::1] first, owners, size, head, tail, breaks
    cdef const uint32_t[:, ::1] letters
    cdef const uint8_t[::1] has_accent, is_number, is_han
    cdef Py_ssize_t max_hits, min_inside

    def __init__(self, characters, first, owners, size, head, tail, breaks, letters, has_accent, is_number, is_han,
                 Py_ssize_t max_hits, Py_ssize_t min_inside):
        self.characters = characters
        self.first, self.owners, self.size = first, owners, size
        self.head, self.tail, self.breaks, self.letters = head, tail, breaks, letters
        self.has_accent, self.is_number, self.is_han = has_accent, is_number, is_han
        self.max_hits, self.min_inside = max_hits, min_inside

    def judge(self, list found, const int32_t[::1] character_at, const int64_t[::1] kept,
              const int64_t[::1] read_at, const uint32_t[::1] letters, const int32_t[::1] letters_before,
              const uint32_t[::1] codes, const int64_t[::1] starts):
        """Return (pattern, text, start, end, is_free, is_plain) of all hits that count (search.TextSearch._judge).

        Args:
            found: (stream, first byte, last byte) as the automaton gives them, by rising last byte.
        """
        cdef Py_ssize_t total = 0, count = 0, index, hit, pattern, first, last, first_run_end, last_run_start
        cdef Py_ssize_t tight, wide, head, tail, start, end, text = 0, of_text = 0, texts = starts.shape[0] - 1
        cdef bint starts_free, ends_free, is_free
        cdef int64_t size
        cdef tuple triple
        for triple in found:
            index = triple[0]
            total += self.first[index + 1] - self.first[index]
        patterns = np.empty(total, dtype=np.int64)
        numbers = np.empty((3, total), dtype=np.int64)
        flags = np.empty((2, total), dtype=bool)
        cdef int64_t[::1] patterns_ = patterns
        cdef int64_t[:, ::1] numbers_ = numbers
        cdef uint8_t[:, ::1] flags_ = flags.view(np.uint8)
        cdef Py_ssize_t letter_count = letters.shape[0], stream_size = kept.shape[0]
        for triple in found:
            index = triple[0]
            first = character_at[<Py_ssize_t> triple[1]]
            last = character_at[<Py_ssize_t> triple[2]]
            first_run_end = kept[first + 1] if first + 1 < stream_size else letter_count
            last_run_start = kept[last - 1]
            for hit in range(self.first[index], self.first[index + 1]):
                pattern = self.owners[hit]
                size = self.size[pattern]
                # Within the first and last run the span takes as many letters as the name has there.
                wide = kept[first]
                tight = max(wide, first_run_end - self.head[pattern])
                head = tight
                starts_free = self.characters.is_edge(codes, read_at[tight])
                if not starts_free and tight != wide:
                    head = wide
                    starts_free = self.characters.is_edge(codes, read_at[wide])
                if not (starts_free or self.is_han[pattern] or size >= self.min_inside):
                    continue
                wide = kept[last] if last < stream_size else letter_count
                tight = min(wide, last_run_start + self.tail[pattern])
                tail = tight
                ends_free = self.characters.is_end(codes, read_at[tight - 1] + 1)
                if not ends_free and tight != wide:
                    tail = wide
                    ends_free = self.characters.is_end(codes, read_at[wide - 1] + 1)
                is_free = self.is_han[pattern] or (
                    starts_free and ends_free
                    and (letters_before[tail] > letters_before[head] or self.is_number[pattern])
                )
                if not (is_free or size >= self.min_inside):
                    continue
                start, end = read_at[head], read_at[tail - 1] + 1
                while text < texts and starts[text + 1] <= start:
                    text += 1
                    of_text = 0
                if of_text == self.max_hits:
                    continue
                of_text += 1
                patterns_[count] = pattern
                numbers_[0, count], numbers_[1, count], numbers_[2, count] = text, start, end
                flags_[0, count] = is_free
                flags_[1, count] = is_free and self._is_plain(pattern, head, tail, end - start, read_at, letters, codes)
                count += 1
        return (
            patterns[:count], numbers[0, :count], numbers[1, :count], numbers[2, :count], flags[0, :count],
            flags[1, :count],
        )

    cdef bint _is_plain(self, Py_ssize_t pattern, Py_ssize_t head, Py_ssize_t tail, Py_ssize_t length,
                        const int64_t[::1] read_at, const uint32_t[::1] letters,
                        const uint32_t[::1] codes) noexcept nogil:
        """Tell whether a span is the name's own letters, side by side, written as the name is."""
        cdef Py_ssize_t size = self.size[pattern], at
        cdef uint8_t allowed = UPPER | (DIACRITIC if self.has_accent[pattern] else 0)
        if tail - head != size or (length != size and length != size + self.breaks[pattern]):
            return False
        for at in range(size):
            if letters[head + at] != self.letters[pattern, at]:
                return False
            if self.characters.flags[min(codes[read_at[head + at]], LAST_ENTRY)] & ~allowed:
                return False
        return True


cdef inline bint _is_ascii(uint32_t letter) noexcept nogil:
    return letter < 128 and letter != BREAK


cdef class WordMemory:
    """Which words have been looked at before, by their hash, and whether anything was found for them.

    Args:
        bits: the memory has 2^bits places; twice the words that are remembered, or more.
    """

    cdef uint64_t[::1] keys
    cdef uint8_t[::1] states
    cdef int shift

    def __init__(self, int bits):
        self.keys = np.zeros(1 << bits, dtype=np.uint64)
        self.states = np.zeros(1 << bits, dtype=np.uint8)
        self.shift = 64 - bits

    cdef inline Py_ssize_t _place(self, uint64_t key) noexcept nogil:
        cdef Py_ssize_t place = key >> self.shift
        while self.states[place] and self.keys[place] != key:
            place = (place + 1) & (self.keys.shape[0] - 1)
        return place

    def remember(self, uint64_t key, bint has_any):
        """Remember a word; the caller sees to it that half of the places stay free."""
        cdef Py_ssize_t place = self._place(key)
        self.keys[place] = key
        self.states[place] = _SOMETHING if has_any else _NOTHING

    def clear(self):
        """Forget everything."""
        self.states[:] = _UNKNOWN

    def words(self, const uint32_t[::1] letters, const int64_t[::1] read_at, Py_ssize_t shortest, Py_ssize_t longest,
              uint64_t base):
        """Return (starts, ends, hashes) of the words that are new, or for which something was found.

        Words are as in edits.word_bounds, of `shortest` to `longest` letters; hashes as in edits._hashes.
        """
        cdef Py_ssize_t at = 0, end, size = letters.shape[0]
        cdef uint64_t value, power
        cdef list starts = [], ends = [], hashes = []
        while at < size:
            if not _is_ascii(letters[at]):
                at += 1
                continue
            end = at
            value = 0
            power = 1
            while True:
                if end - at < longest:
                    value += letters[end] * power
                    power *= base
                end += 1
                if end >= size or not _is_ascii(letters[end]) or read_at[end] != read_at[end - 1] + 1:
                    break
            if shortest <= end - at <= longest and self.states[self._place(value)] != _NOTHING:
                starts.append(at)
                ends.append(end)
                hashes.append(value)
            at = end
        return starts, ends, hashes


cdef uint8_t _UNKNOWN = 0
cdef uint8_t _NOTHING = 1
cdef uint8_t _SOMETHING = 2


def is_near(const uint32_t[::1] word, const uint8_t[::1] table, int shift, uint64_t base):
    """Tell whether a word, whole or less one letter, is in the bit table (edits.EditIndex._is_near)."""
    cdef Py_ssize_t at, removed, size = word.shape[0]
    cdef uint64_t value, power
    for removed in range(-1, size):
        value = 0
        power = 1
        for at in range(size):
            if at != removed:
                value += word[at] * power
                power *= base
        if table[value >> shift]:
            return True
    return False


def short_words(const uint32_t[::1] letters, const int64_t[::1] read_at, Py_ssize_t longest,
                const uint8_t[::1] sieve):
    """Return (starts, ends, packed) of the words of at most `longest` letters that the sieve lets through.

    Words end where digits begin; a word is packed with its first letter lowest; the sieve has a place for each packed
    word modulo its length, which is a power of two (short.ShortNames).
    """
    cdef Py_ssize_t at = 0, end, size = letters.shape[0], count = 0
    cdef uint64_t value, mask = sieve.shape[0] - 1
    bounds = np.empty((2, size), dtype=np.int64)
    packed = np.empty(size, dtype=np.uint64)
    cdef int64_t[:, ::1] bounds_ = bounds
    cdef uint64_t[::1] packed_ = packed
    cdef bint is_digit
    while at < size:
        if not _is_ascii(letters[at]):
            at += 1
            continue
        is_digit = letters[at] <= 57
        end = at
        value = 0
        while True:
            if end - at < longest:
                value |= (<uint64_t> letters[end]) << (8 * (end - at))
            end += 1
            if (
                end >= size or not _is_ascii(letters[end]) or read_at[end] != read_at[end - 1] + 1
                or (letters[end] <= 57) != is_digit
            ):
                break
        if end - at <= longest and sieve[value & mask]:
            bounds_[0, count], bounds_[1, count] = at, end
            packed_[count] = value
            count += 1
        at = end
    return bounds[0, :count], bounds[1, :count], packed[:count]


def marked_rows(const uint32_t[::1] codes, const int64_t[::1] starts, const uint8_t[::1] kind,
                const uint8_t[::1] mark, Py_ssize_t max_filler, Py_ssize_t longest_escape):
    """Return the rows whose titles may have another reading (other_reading._candidate_rows).

    Args:
        codes: of the titles alone.
        starts: where each title starts, and where the last one ends.
        kind: as in chars.CharTables.
        mark: as in other_reading._marks.
        max_filler: most characters between brackets.
        longest_escape: most characters of one that is written as its code.
    """
    cdef Py_ssize_t at, row = 0, rows = starts.shape[0] - 1, size = codes.shape[0], close
    cdef uint32_t here_code, after_code, before_code
    cdef uint8_t before, here, after, marks, marks_before, marks_after
    cdef bint is_found
    found = []
    before = OTHER
    marks_before = 0
    at = 0
    while at < size - 1:
        while starts[row + 1] <= at:
            row += 1
        here_code, after_code = min(codes[at], LAST_ENTRY), min(codes[at + 1], LAST_ENTRY)
        before_code = min(codes[at - 1], LAST_ENTRY) if at else BREAK
        before, here, after = kind[before_code], kind[here_code], kind[after_code]
        marks, marks_before, marks_after = mark[here_code], mark[before_code], mark[after_code]
        is_found = False
        if marks:
            if marks & 1 and before == LETTER and after == LETTER:
                is_found = True
            elif marks & 8 and (before == LETTER or after == LETTER or (marks_before | marks_after) & 8):
                is_found = True
            elif marks & 16:
                is_found = True
            elif marks & 32 and marks_after & 64:
                is_found = True
            elif marks & 128 and _is_escape(codes, at, longest_escape):
                is_found = True
            elif marks & 2 and _is_word(before):
                if here_code == 60 and after_code == 51:
                    is_found = True
                else:
                    for close in range(at + 1, min(at + max_filler + 3, size)):
                        if mark[min(codes[close], LAST_ENTRY)] & 4:
                            is_found = close >= at + 2 and close + 1 < size and _is_word(
                                kind[min(codes[close + 1], LAST_ENTRY)]
                            )
                            break
        if not is_found:
            if before == HAN and after == HAN:
                is_found = here == LETTER or here == DIGIT or here_code == 0x306E
            elif here == HAN:
                is_found = before == LETTER and after == LETTER
        if is_found:
            found.append(row)
            at = starts[row + 1]
        else:
            at += 1
    return np.array(found, dtype=np.int64)


cdef bint _is_escape(const uint32_t[::1] codes, Py_ssize_t at, Py_ssize_t longest) noexcept nogil:
    """Tell whether a character may be written as its code (other_reading._escapes); at is no last position."""
    cdef Py_ssize_t size = codes.shape[0], close
    cdef uint32_t sign = codes[at], follows = codes[at + 1], beyond = codes[min(at + 2, size - 1)]
    if sign == 38 and follows == 35:  # &#
        return True
    if sign == 37 and 50 <= follows <= 55:  # %2 to %7
        if 48 <= beyond <= 57 or 65 <= beyond <= 70 or 97 <= beyond <= 102:
            return True
    if sign == 92 and (follows == 117 or follows == 120):  # \u \x
        return True
    if sign == 38 or sign == 60:  # a name of HTML ends with a semicolon, a tag with a bracket
        for close in range(at, min(at + longest, size)):
            if codes[close] == 59 or codes[close] == 62:
                return close - at > 1
    return False


cdef inline bint _is_word(uint8_t kind) noexcept nogil:
    return kind == LETTER or kind == HAN or kind == DIGIT


def masked_rows(const uint32_t[::1] codes, const int64_t[::1] starts, const uint8_t[::1] kind,
                const uint8_t[::1] natural, Py_ssize_t max_mask):
    """Return the rows whose titles may mask a name (masked.masked_rows).

    Args:
        codes: of the titles alone.
        starts: where each title starts, and where the last one ends.
        kind: as in chars.CharTables.
        natural: uint8 by code point below 128: 1 for signs that mask nothing, and for the break.
        max_mask: most signs in a row that mask letters.
    """
    cdef Py_ssize_t at = 1, row = 0, size = codes.shape[0], follows
    cdef uint32_t code
    cdef uint8_t here, before, after
    cdef bint is_found
    found = []
    while at < size:
        code = codes[at]
        here = kind[min(code, LAST_ENTRY)]
        if here != OTHER and (code | 0x20) != 120 and code != SOME:
            at += 1
            continue
        before = kind[min(codes[at - 1], LAST_ENTRY)]
        is_found = False
        if here == OTHER:
            if (before == LETTER or before == HAN) and (code >= 128 or not natural[code]):
                is_found = code == 42
                if not is_found:
                    for follows in range(at + 1, min(at + max_mask + 1, size)):
                        after = kind[min(codes[follows], LAST_ENTRY)]
                        if after == LETTER or after == HAN:
                            is_found = True
                            break
        elif before == HAN and at + 1 < size:
            is_found = kind[min(codes[at + 1], LAST_ENTRY)] == HAN
        if is_found:
            while starts[row + 1] <= at:
                row += 1
            found.append(row)
            at = starts[row + 1]
        at += 1
    return np.array(found, dtype=np.int64)


def spell(const uint32_t[::1] letters, uint32_t first_chinese, uint32_t last_chinese, const int64_t[::1] sizes,
          const int64_t[::1] starts, const uint8_t[::1] spelled):
    """Return (spelled, unit): texts that hold Chinese in pinyin, and the index of the letter behind each byte.

    Args:
        letters: as in stream.TextStream.
        first_chinese: first code point of the table's Chinese characters, which lie behind its first 128 entries.
        last_chinese: last one.
        sizes: bytes of each entry of the table.
        starts: where each entry starts in `spelled`.
        spelled: the entries' spelling.
    """
    cdef Py_ssize_t at, begin = 0, end, size = letters.shape[0], total = 0, count = 0, byte
    cdef uint32_t letter
    cdef bint has_chinese
    wanted = np.zeros(size, dtype=np.uint8)
    cdef uint8_t[::1] wanted_ = wanted
    while begin < size:
        end = begin
        has_chinese = False
        while end < size and letters[end] != BREAK:
            has_chinese |= letters[end] >= first_chinese
            end += 1
        end = min(end + 1, size)
        if has_chinese:
            for at in range(begin, end):
                wanted_[at] = 1
                total += sizes[_entry(letters[at], first_chinese, last_chinese)]
        begin = end
    out = np.empty(total, dtype=np.uint8)
    unit = np.empty(total, dtype=np.int32)
    cdef uint8_t[::1] out_ = out
    cdef int32_t[::1] unit_ = unit
    cdef Py_ssize_t entry
    for at in range(size):
        if wanted_[at]:
            entry = _entry(letters[at], first_chinese, last_chinese)
            for byte in range(starts[entry], starts[entry] + sizes[entry]):
                out_[count] = spelled[byte]
                unit_[count] = at
                count += 1
    return out.tobytes(), unit


cdef inline Py_ssize_t _entry(uint32_t letter, uint32_t first, uint32_t last) noexcept nogil:
    return letter - first + 128 if first <= letter <= last else min(letter, 127)


def sound_hits(list found, const int32_t[::1] unit, const uint32_t[::1] letters, const int64_t[::1] read_at,
               uint32_t first_chinese, Py_ssize_t max_gaps):
    """Return (pattern, first letter, last letter) of hits in `spell`'s text that are whole, close and Chinese."""
    cdef Py_ssize_t begin, end, first, last, at, size = unit.shape[0]
    cdef bint has_chinese
    kept = []
    for pattern, begin, end in found:
        first, last = unit[begin], unit[end - 1]
        if (begin and unit[begin - 1] == first) or (end < size and unit[end] == last):
            continue
        if read_at[last] - read_at[first] > last - first + max_gaps:
            continue
        has_chinese = False
        for at in range(first, last + 1):
            has_chinese |= letters[at] >= first_chinese
        if has_chinese:
            kept.append((pattern, first, last))
    return kept


cdef class LanguageWords:
    """The words and letters that tell languages apart, and the languages of titles (language.py).

    Args:
        words: word -> ((language, weight), ...).
        letters: letter -> the same.
        lower: uint32 by code point: its lower case.
        is_space: uint8 by code point below 128: 1 for what ends a word.
        languages: how many there are.
        base: of the words' hashes, odd.
    """

    cdef const uint32_t[::1] lower
    cdef const uint8_t[::1] is_space
    cdef uint64_t[::1] keys
    cdef int32_t[::1] places
    cdef int32_t[::1] letter_places
    cdef int32_t[::1] firsts
    cdef int32_t[::1] of_language
    cdef double[::1] weights
    cdef double[::1] scores
    cdef int shift
    cdef uint64_t base

    def __init__(self, dict words, dict letters, lower, is_space, int languages, uint64_t base):
        cdef uint64_t key, power
        cdef Py_ssize_t place
        bits = max(4, (4 * len(words)).bit_length())
        self.lower, self.is_space, self.base, self.shift = lower, is_space, base, 64 - bits
        self.keys = np.zeros(1 << bits, dtype=np.uint64)
        self.places = np.full(1 << bits, -1, dtype=np.int32)
        self.letter_places = np.full(LAST_ENTRY + 1, -1, dtype=np.int32)
        self.scores = np.zeros(languages, dtype=np.float64)
        firsts, of_language, weights = [0], [], []
        for number, (text, says) in enumerate([*words.items(), *letters.items()]):
            for language, weight in says:
                of_language.append(language)
                weights.append(weight)
            firsts.append(len(weights))
            if number >= len(words):
                self.letter_places[<Py_ssize_t> ord(text)] = number
                continue
            key, power = 0, 1
            for char in text:
                key += <uint64_t> ord(char) * power
                power *= base
            place = key >> self.shift
            while self.places[place] >= 0:
                place = (place + 1) & (self.keys.shape[0] - 1)
            self.keys[place], self.places[place] = key, number
        self.firsts = np.array(firsts, dtype=np.int32)
        self.of_language = np.array(of_language, dtype=np.int32)
        self.weights = np.array(weights, dtype=np.float64)

    cdef inline bint _add(self, Py_ssize_t number) noexcept nogil:
        cdef Py_ssize_t at
        for at in range(self.firsts[number], self.firsts[number + 1]):
            self.scores[self.of_language[at]] += self.weights[at]
        return True

    cdef inline bint _add_word(self, uint64_t key) noexcept nogil:
        cdef Py_ssize_t place = key >> self.shift
        while self.places[place] >= 0:
            if self.keys[place] == key:
                return self._add(self.places[place])
            place = (place + 1) & (self.keys.shape[0] - 1)
        return False

    def languages(self, const uint32_t[::1] codes, const int64_t[::1] starts, const uint8_t[::1] wanted):
        """Return int64: the language of each wanted title, the first of the likeliest; -1 where nothing tells.

        Args:
            codes: of the titles, each with a break behind it.
            starts: where each title starts, and where the last one ends.
            wanted: which titles to look at.
        """
        cdef Py_ssize_t row, at, language, rows = starts.shape[0] - 1
        cdef uint32_t code
        cdef uint64_t key, power
        cdef bint is_told, has_others
        found = np.full(rows, -1, dtype=np.int64)
        cdef int64_t[::1] found_ = found
        for row in range(rows):
            if not wanted[row]:
                continue
            self.scores[:] = 0
            is_told, has_others = False, False
            key, power = 0, 1
            for at in range(starts[row], starts[row + 1]):
                code = min(codes[at], LAST_ENTRY)
                if code == BREAK or (code < 128 and self.is_space[code]):
                    is_told |= self._add_word(key)
                    key, power = 0, 1
                else:
                    has_others |= code >= 128
                    key += self.lower[code] * power
                    power *= self.base
            if has_others:
                for at in range(starts[row], starts[row + 1]):
                    code = self.lower[min(codes[at], LAST_ENTRY)]
                    if self.letter_places[code] >= 0:
                        is_told |= self._add(self.letter_places[code])
            if is_told:
                found_[row] = 0
                for language in range(1, self.scores.shape[0]):
                    if self.scores[language] > self.scores[found_[row]]:
                        found_[row] = language
        return found
