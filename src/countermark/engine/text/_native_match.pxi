# Every pattern in a stream (search.py): what the automaton finds, without an automaton.
#
# At most places of a text no pattern begins. Whether one may is seen from the first two, three and four letters, by a
# table of bits that fits into the processor's cache (256 KiB for 100,000 patterns; the automaton takes 29 MiB, and goes
# to memory for every letter). Where one may begin, the patterns with the same first letters are compared.

cdef enum:
    PREFIX = 6  # letters by which patterns are told apart; shorter ones by all their letters
    COMMON = 4  # letters of a longer pattern that are looked at first

# Odd 64-bit numbers without a pattern: the hash of a prefix is the sum of its letters times these, and its upper bits
# are as good as random (multilinear hashing). Prefixes of all lengths share the tables.
cdef uint64_t[PREFIX] FACTORS = [
    0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9, 0x94D049BB133111EB, 0xD6E8FEB86659FD93, 0xA0761D6478BD642F,
    0xE7037ED1A0B428DB,
]


cdef class Matcher:
    """Finds all of many patterns in a stream, overlapping ones too.

    Args:
        codes: uint32, the patterns' letters end to end.
        starts: int64, where each pattern starts in `codes`, and where the last one ends. No pattern is empty.
    """

    cdef const uint32_t[::1] codes
    cdef const int64_t[::1] starts
    cdef uint64_t[::1] keys
    cdef int64_t[::1] first, following
    cdef uint8_t[::1] bits, filed
    cdef int shift, bit_shift
    cdef bint has_single

    def __init__(self, codes, starts):
        cdef Py_ssize_t pattern, at, size, place, count = len(starts) - 1
        cdef uint64_t value, common
        cdef int width = count.bit_length() + 1
        self.codes, self.starts = codes, starts
        # At most half of the places are taken, and few of the bits.
        self.shift, self.bit_shift = 64 - width, 64 - (width + 3)
        self.keys = np.zeros(1 << width, dtype=np.uint64)
        self.first = np.full(1 << width, -1, dtype=np.int64)
        self.following = np.full(count, -1, dtype=np.int64)
        self.bits = np.zeros(1 << width, dtype=np.uint8)
        self.filed = np.zeros(1 << width, dtype=np.uint8)
        self.has_single = False
        for pattern in range(count):
            size = min(self.starts[pattern + 1] - self.starts[pattern], PREFIX)
            self.has_single |= size == 1
            value = common = 0
            for at in range(size):
                value += self.codes[self.starts[pattern] + at] * FACTORS[at]
                if at < COMMON:
                    common = value
            place = self._place(value)
            self.keys[place] = value
            self.following[pattern] = self.first[place]
            self.first[place] = pattern
            self.bits[common >> self.bit_shift >> 3] |= 1 << ((common >> self.bit_shift) & 7)
            self.filed[value >> self.bit_shift >> 3] |= 1 << ((value >> self.bit_shift) & 7)

    cdef inline Py_ssize_t _place(self, uint64_t key) noexcept nogil:
        """Return where a prefix is in the table, or the free place where it would be."""
        cdef Py_ssize_t place = key >> self.shift
        while self.first[place] >= 0 and self.keys[place] != key:
            place = (place + 1) & (self.keys.shape[0] - 1)
        return place

    def find(self, const uint32_t[::1] classes):
        """Return int64 (hits, 3): pattern, first letter and one past the last, by rising last letter, then first."""
        cdef Py_ssize_t at, size, end, count = 0, total = classes.shape[0]
        cdef int64_t pattern
        cdef int bit_shift = self.bit_shift
        cdef const uint8_t* bits = &self.bits[0]
        cdef const uint8_t* filed = &self.filed[0]
        cdef const uint32_t* letters
        cdef uint64_t value, one, two, three, four
        hits = np.empty((total // 16 + 64, 3), dtype=np.int64)
        cdef int64_t[:, ::1] hits_ = hits
        # So that four letters can be looked at everywhere.
        padded = np.zeros(total + PREFIX, dtype=np.uint32)
        padded[:total] = classes
        cdef const uint32_t[::1] padded_ = padded
        for at in range(total):
            letters = &padded_[at]
            one = letters[0] * FACTORS[0]
            two = one + letters[1] * FACTORS[1]
            three = two + letters[2] * FACTORS[2]
            four = three + letters[3] * FACTORS[3]
            if not (_is_set(bits, two >> bit_shift) | _is_set(bits, three >> bit_shift)
                    | _is_set(bits, four >> bit_shift) | (self.has_single and _is_set(bits, one >> bit_shift))):
                continue
            value = 0
            for size in range(min(PREFIX, total - at)):
                value += letters[size] * FACTORS[size]
                if not _is_set(filed, value >> bit_shift):
                    continue
                pattern = self.first[self._place(value)]
                while pattern >= 0:
                    end = at + self.starts[pattern + 1] - self.starts[pattern]
                    if end <= total and self._is_at(pattern, letters):
                        if count == hits_.shape[0]:
                            hits = np.concatenate([hits, np.empty_like(hits)])
                            hits_ = hits
                        _insert(hits_, count, pattern, at, end)
                        count += 1
                    pattern = self.following[pattern]
        return hits[:count]

    cdef inline bint _is_at(self, Py_ssize_t pattern, const uint32_t* letters) noexcept nogil:
        cdef Py_ssize_t letter, start = self.starts[pattern]
        for letter in range(self.starts[pattern + 1] - start):
            if letters[letter] != self.codes[start + letter]:
                return False
        return True


cdef inline bint _is_set(const uint8_t* bits, uint64_t place) noexcept nogil:
    return (bits[place >> 3] >> (place & 7)) & 1


cdef inline void _insert(int64_t[:, ::1] hits, Py_ssize_t count, int64_t pattern, int64_t start,
                         int64_t end) noexcept nogil:
    """Add a hit to hits in order; those that end later are few, as patterns are short."""
    cdef Py_ssize_t at = count
    while at and hits[at - 1, 2] > end:
        hits[at, 0], hits[at, 1], hits[at, 2] = hits[at - 1, 0], hits[at - 1, 1], hits[at - 1, 2]
        at -= 1
    hits[at, 0], hits[at, 1], hits[at, 2] = pattern, start, end
