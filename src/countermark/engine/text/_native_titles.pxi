# Titles that are worth a closer look, and how Chinese ones sound (other_reading.py, masked.py, homophone.py).

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
