# The languages of titles (language.py).

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
