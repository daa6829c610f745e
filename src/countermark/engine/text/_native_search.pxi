# Hits of the matcher, judged (search.py).

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

    def judge(self, const int64_t[:, ::1] found, const int64_t[::1] kept, const int64_t[::1] read_at,
              const uint32_t[::1] letters, const int32_t[::1] letters_before, const uint32_t[::1] codes,
              const int64_t[::1] starts):
        """Return (pattern, text, start, end, is_free, is_plain) of all hits that count (search.TextSearch._judge).

        Args:
            found: as `Matcher.find` gives them.
        """
        cdef Py_ssize_t total = 0, count = 0, index, hit, pattern, first, last, first_run_end, last_run_start
        cdef Py_ssize_t tight, wide, head, tail, start, end, text = 0, of_text = 0, texts = starts.shape[0] - 1
        cdef bint starts_free, ends_free, is_free
        cdef int64_t size
        cdef Py_ssize_t at
        for at in range(found.shape[0]):
            index = found[at, 0]
            total += self.first[index + 1] - self.first[index]
        patterns = np.empty(total, dtype=np.int64)
        numbers = np.empty((3, total), dtype=np.int64)
        flags = np.empty((2, total), dtype=bool)
        cdef int64_t[::1] patterns_ = patterns
        cdef int64_t[:, ::1] numbers_ = numbers
        cdef uint8_t[:, ::1] flags_ = flags.view(np.uint8)
        cdef Py_ssize_t letter_count = letters.shape[0], stream_size = kept.shape[0]
        for at in range(found.shape[0]):
            index, first, last = found[at, 0], found[at, 1], found[at, 2]
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
