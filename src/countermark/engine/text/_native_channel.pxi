# What the cheapest faults cost that make a word of a name (channel.py).

cdef enum:
    MOST_LETTERS = 64

LONGEST_NAME = MOST_LETTERS
"""Most letters of a name that `Channel.cost_of` weighs."""


cdef class Channel:
    """The costs of channel.py.

    Args:
        changed: float64 (128, 128): cost of a letter that stands for the one wanted.
        added: float64 (128, 2): cost of a letter too many; in the second column, of the first letter.
        lost: the same of a letter that is missing.
        unknown: a sign that may stand for any letter; it is never one that is written twice.
    """

    cdef const double[:, ::1] changed, added, lost
    cdef uint8_t unknown
    cdef double doubled, lost_double, swapped, at_front, impossible
    cdef Py_ssize_t max_shift

    def __init__(self, changed, added, lost, uint8_t unknown, double doubled, double lost_double, double swapped,
                 double at_front, double impossible, Py_ssize_t max_shift):
        self.changed, self.added, self.lost, self.unknown = changed, added, lost, unknown
        self.doubled, self.lost_double, self.swapped = doubled, lost_double, swapped
        self.at_front, self.impossible, self.max_shift = at_front, impossible, max_shift

    cdef inline double _added(self, const uint8_t* word, Py_ssize_t at) noexcept nogil:
        if at and word[at - 1] == word[at] and word[at] != self.unknown:
            return self.doubled
        return self.added[word[at], at == 0]

    cdef inline double _lost(self, const uint8_t* name, Py_ssize_t at) noexcept nogil:
        if at and name[at - 1] == name[at]:
            return self.lost_double
        return self.lost[name[at], at == 0]

    def cost_of(self, str word_, str name_, double limit):
        """Return the cost (channel.cost_of).

        Args:
            word_: ASCII.
            name_: ASCII, at most `LONGEST_NAME` letters.
            limit: a cost above which the answer may be that of what is impossible.
        """
        cdef bytes word_bytes = word_.encode("ascii"), name_bytes = name_.encode("ascii")
        cdef const uint8_t* word = word_bytes
        cdef const uint8_t* name = name_bytes
        cdef Py_ssize_t size = len(word_bytes), wanted = len(name_bytes), shift = size - wanted
        cdef Py_ssize_t row, column, first, end
        cdef uint8_t letter, want
        cdef double extra, best, least, other
        # The last three rows of the table of costs, used in turn.
        cdef double[3][MOST_LETTERS + 1] rows
        cdef double* before
        cdef double* last = rows[0]
        cdef double* here
        if shift < 0:
            shift = -shift
        if shift > 2 * self.max_shift or wanted > MOST_LETTERS:
            return self.impossible
        shift = max(self.max_shift, shift + 1)
        last[0] = 0.0
        for column in range(1, wanted + 1):
            last[column] = last[column - 1] + self._lost(name, column - 1)
        for row in range(1, size + 1):
            before, last, here = rows[(row + 1) % 3], rows[(row - 1) % 3], rows[row % 3]
            first, end = max(1, row - shift), min(wanted, row + shift)
            for column in range(wanted + 1):
                here[column] = self.impossible
            letter, extra = word[row - 1], self._added(word, row - 1)
            if row <= shift:
                here[0] = last[0] + extra
            least = here[0]
            for column in range(first, end + 1):
                want = name[column - 1]
                if letter == want:
                    best = last[column - 1]
                else:
                    best = last[column - 1] + self.changed[letter, want]
                    if row == 1 and column == 1:
                        best += self.at_front
                best = min(best, last[column] + extra)
                best = min(best, here[column - 1] + self._lost(name, column - 1))
                if row > 1 and column > 1 and letter == name[column - 2] and word[row - 2] == want and letter != want:
                    other = before[column - 2] + self.swapped
                    if column == 2:
                        other += self.at_front
                    best = min(best, other)
                here[column] = best
                least = min(least, best)
            if least > limit:
                return self.impossible
        return rows[size % 3][wanted]
