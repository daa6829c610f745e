# Texts as code points, and the canonical stream of them (stream.py).

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


def read_stream(const uint32_t[::1] letter, const uint32_t[::1] class_table):
    """Return (read_at, letters, kept, classes, letters_before) of a stream (stream.TextStream)."""
    cdef Py_ssize_t at, size = letter.shape[0], read = 0, stream = 0
    read_at = np.empty(size, dtype=np.int64)
    letters = np.empty(size, dtype=np.uint32)
    kept = np.empty(size, dtype=np.int64)
    classes = np.empty(size, dtype=np.uint32)
    letters_before = np.zeros(size + 1, dtype=np.int32)
    cdef int64_t[::1] read_at_ = read_at, kept_ = kept
    cdef uint32_t[::1] letters_ = letters, classes_ = classes
    cdef int32_t[::1] before_ = letters_before
    cdef uint32_t value, kind, last = 0xFFFFFFFF
    cdef int32_t count = 0
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
            stream += 1
            last = kind
        read += 1
    return read_at[:read], letters[:read], kept[:stream], classes[:stream], letters_before[: read + 1]
