# Words that may be one edit from a name, and short names (edits.py, short.py).

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
