import errno
from pathlib import Path

import pytest

from countermark.scan.errors import WorkerError
from countermark.scan.pool import Pool
from scan_workers import start_dying, start_dying_once, start_failing, start_sleeping, start_squares, start_unable


def _name(number: int) -> str:
    return f"task {number}"


def test_every_task_is_done_once_and_reports() -> None:
    with Pool(start=start_squares, setup=None, processes=2) as pool:
        done = [each for each in pool.run(range(20), _name) if each is not None]
    assert sorted((each.number, each.report) for each in done) == [(n, str(n * n).encode()) for n in range(20)]


def test_no_task_starts_no_worker() -> None:
    with Pool(start=start_unable, setup=None, processes=2) as pool:
        assert list(pool.run([], _name)) == []


def test_a_killed_worker_is_replaced_and_its_tasks_are_done_again(tmp_path: Path) -> None:
    with Pool(start=start_dying_once, setup=tmp_path, processes=1) as pool:
        done = sorted(each.number for each in pool.run(range(6), _name) if each is not None)
    assert done == list(range(6))
    assert (tmp_path / "died").exists()


def test_a_task_whose_worker_dies_three_times_ends_the_run_with_its_name() -> None:
    with (
        Pool(start=start_dying, setup=None, processes=1) as pool,
        pytest.raises(WorkerError, match=r"died 3 times over task 1 \(killed by SIGKILL; .*memory"),
    ):
        list(pool.run([0, 1, 2], _name))


def test_what_a_task_raises_arrives_as_it_was_with_the_trace_as_a_note() -> None:
    full = OSError(errno.ENOSPC, "No space left on device")
    with Pool(start=start_failing, setup=full, processes=1) as pool, pytest.raises(OSError, match="No space") as caught:
        list(pool.run([0], _name))
    assert caught.value.errno == errno.ENOSPC
    assert "scan_workers" in caught.value.__notes__[0]


def test_a_worker_that_cannot_start_says_why() -> None:
    with (
        Pool(start=start_unable, setup=None, processes=1) as pool,
        pytest.raises(RuntimeError, match="snapshot is gone"),
    ):
        list(pool.run([0], _name))


def test_the_caller_hears_that_time_passes_while_nothing_finishes() -> None:
    with Pool(start=start_sleeping, setup=2.5, processes=1) as pool:
        heard = list(pool.run([0], _name))
    assert heard.count(None) >= 1
    assert heard[-1] is not None


def test_leaving_half_way_ends_the_workers() -> None:
    with Pool(start=start_sleeping, setup=0.05, processes=2) as pool:
        running = pool.run(range(100), _name)
        while next(running) is None:
            pass
        assert len(pool.process_ids) == 2
    assert pool.process_ids == []
