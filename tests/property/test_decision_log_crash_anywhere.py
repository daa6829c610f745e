"""Whatever a crash leaves of a segment file, every complete record is read, once, in order."""

import io
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from countermark.evidence.frame import Frame, Gap, make_frame, read_frames
from countermark.evidence.log import DecisionLog
from countermark.evidence.record import decode_entry, encode_entry
from log_support import make_answer, make_decision, segment_files

payloads = st.lists(st.text(max_size=60).map(str.encode), max_size=12)


@given(payloads, st.data())
def test_a_file_cut_anywhere_gives_back_the_frames_before_the_cut(written: list[bytes], data: st.DataObject) -> None:
    frames = [make_frame(number + 1, payload) for number, payload in enumerate(written)]
    whole = b"".join(frames)
    cut = data.draw(st.integers(0, len(whole)))
    ends = [sum(map(len, frames[: number + 1])) for number in range(len(frames))]
    found = list(read_frames(io.BytesIO(whole[:cut])))
    complete = [item.payload for item in found if isinstance(item, Frame)]
    assert complete == [payload for payload, end in zip(written, ends, strict=True) if end <= cut]
    covered = sum(item.end - item.offset for item in found)
    assert covered == cut
    assert [isinstance(item, Gap) for item in found[:-1]] == [False] * (len(found[:-1]))


@given(payloads, st.lists(st.tuples(st.integers(0), st.binary(min_size=1, max_size=40)), max_size=3))
def test_bytes_overwritten_anywhere_cost_only_the_frames_they_touch(
    written: list[bytes], damage: list[tuple[int, bytes]]
) -> None:
    frames = [make_frame(number + 1, payload) for number, payload in enumerate(written)]
    data = bytearray(b"".join(frames))
    original = bytes(data)
    for place, junk in damage:
        if data:
            at = place % len(data)
            data[at : at + len(junk)] = junk[: len(data) - at]
    found = [item.sequence for item in read_frames(io.BytesIO(data)) if isinstance(item, Frame)]
    at = 0
    expected = []
    for number, frame in enumerate(frames):
        if data[at : at + len(frame)] == original[at : at + len(frame)]:
            expected.append(number + 1)
        at += len(frame)
    assert found == expected


@contextmanager
def a_folder() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp())
    try:
        yield folder
    finally:
        shutil.rmtree(folder)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(1, 5), min_size=1, max_size=6), st.floats(0, 1), st.integers(1_000, 6_000))
def test_a_log_cut_anywhere_opens_again_goes_on_and_verifies(
    groups: list[int], share: float, segment_bytes: int
) -> None:
    with a_folder() as folder:
        written: list[str] = []
        with DecisionLog(folder / "log", segment_bytes=segment_bytes) as log:
            for size in groups:
                names = [f"L{len(written) + at}" for at in range(size)]
                log.append([make_decision(name) for name in names])
                written += names
        last = segment_files(folder / "log")[-1]
        data = last.read_bytes()
        last.write_bytes(data[: int(len(data) * share)])
        with DecisionLog(folder / "log", segment_bytes=segment_bytes) as log:
            kept = [record.screened.listing_id for record in log.iterate()]
            assert kept == written[: len(kept)]
            assert all((log.get(name) is not None) == (name in kept) for name in written)
            log.append([make_decision("after")])
            assert [record.screened.listing_id for record in log.iterate()] == [*kept, "after"]
            assert log.verify().is_sound


texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=200)


@given(texts.filter(lambda text: text != ""), texts)
def test_what_is_encoded_decodes_to_the_same_and_encodes_to_the_same_bytes(name: str, title: str) -> None:
    record = make_decision(name, title=title)
    payload = encode_entry(record)
    assert decode_entry(payload) == record
    assert encode_entry(decode_entry(payload)) == payload
    answer = encode_entry(make_answer(name))
    assert encode_entry(decode_entry(answer)) == answer
