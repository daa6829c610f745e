"""One scan from input files to output: the work of `countermark screen`."""

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec

import countermark
from countermark.formats.listings import plan_chunks
from countermark.formats.snapshot_folder import save_snapshot
from countermark.scan.assemble import Assembly
from countermark.scan.chunk import Setup, start_worker
from countermark.scan.errors import DiskFullError, ScanError, is_disk_full
from countermark.scan.export import write_csv
from countermark.scan.files import publish
from countermark.scan.ledger import IdLedger, RowSet
from countermark.scan.manifest import Manifest, Task, describe_input, hash_mapping, make_tasks
from countermark.scan.part import PartFiles, PartReport, reject_line
from countermark.scan.pool import Pool
from countermark.scan.report import write_report
from countermark.scan.report_data import gather, seller_totals
from countermark.scan.request import Observer, Progress, ScanRequest, ScanResult
from countermark.scan.tally import Tally
from countermark.scan.workfolder import begin_or_resume, finished_parts, forget, locked, work_folder


def run_scan(request: ScanRequest, *, observe: Observer) -> ScanResult:
    """Screen files of listings into one Parquet file, in flat memory; go on where an interrupted scan stopped.

    Raises:
        InvalidInputError: an input file is not readable as a whole.
        ChangedError: there is an unfinished scan that was begun with something else.
        ScanError: anything else that stands in the way; what is finished is kept.
    """
    _check_paths(request)
    asked = _manifest(request)
    folder = work_folder(request.output)
    with _disk_full_in_words(folder), locked(folder):
        manifest = begin_or_resume(folder, asked, plan=lambda: _plan(request), restart=request.restart)
        result = _Scan(request, folder, manifest, observe).run()
        forget(folder)
    return result


class _Scan:
    def __init__(self, request: ScanRequest, folder: Path, manifest: Manifest, observe: Observer) -> None:
        self._request = request
        self._folder = folder
        self._manifest = manifest
        self._observe = observe
        self._output = folder / "output.parquet"
        self._rejects = folder / "rejects.jsonl"

    def run(self) -> ScanResult:
        progress, assembly, repeats = self._screen()
        if repeats.count:
            assembly = self._assemble_without(repeats)
        tally = assembly.tally
        publish(self._rejects, self._request.rejects)
        if tally.rows_read and not tally.rows:
            forget(self._folder)
            raise _nothing_readable(tally, self._request.rejects)
        if self._request.csv is not None:
            write_csv(self._output, self._request.csv)
        if self._request.report is not None:
            self._write_report(self._request.report, assembly, repeats)
        publish(self._output, self._request.output)
        return ScanResult(tally, progress)

    def _screen(self) -> tuple[Progress, Assembly, RowSet]:
        """Screen what is missing and put parts together as they finish, on the assumption that no id comes twice.

        Whether that holds is known at the end. To wait for it would leave all but one processor idle meanwhile.
        """
        reports = finished_parts(self._folder, self._manifest)
        progress = Progress(len(self._manifest.tasks), self._manifest.rows)
        for number, report in reports.items():
            progress.add(report, file=self._manifest.tasks[number].file, kept=True)
        snapshot = save_snapshot(self._request.snapshot, self._folder / "snapshot")
        setup = Setup(self._folder, snapshot, self._request.mapping, self._manifest)
        with (
            Pool(start=start_worker, setup=setup, processes=self._request.processes) as pool,
            self._new_assembly() as assembly,
            IdLedger(self._folder) as ledger,
        ):
            for number in self._finish_in_order(pool, reports, progress):
                part = PartFiles(self._folder, number).read()
                ledger.add(part.table.column("listing_id").combine_chunks())
                assembly.add(part)
            return progress, assembly, ledger.duplicates()

    def _finish_in_order(self, pool: Pool, reports: dict[int, PartReport], progress: Progress) -> Iterator[int]:
        """Yield every task's number in order, each as soon as it and all before it are finished."""
        self._observe(progress)
        count = len(self._manifest.tasks)
        finished = set(reports)
        following = 0
        for done in pool.run([number for number in range(count) if number not in finished], self._manifest.task_name):
            if done is not None:
                report = msgspec.json.decode(done.report, type=PartReport)
                progress.add(report, file=self._manifest.tasks[done.number].file)
                finished.add(done.number)
            self._observe(progress)
            while following in finished:
                yield following
                following += 1
        yield from range(following, count)

    def _assemble_without(self, repeats: RowSet) -> Assembly:
        start = 0
        with self._new_assembly() as assembly:
            for number, task in enumerate(self._manifest.tasks):
                part = PartFiles(self._folder, number).read()
                rows = part.table.num_rows
                file = self._manifest.inputs[task.file].path
                assembly.add(part.without(repeats.mask(start, rows), file=file))
                start += rows
        return assembly

    def _new_assembly(self) -> Assembly:
        metadata = {name: getattr(self._manifest, name) for name in ("snapshot", "version", "mapping")}
        return Assembly(output=self._output, rejects=self._rejects, metadata=metadata)

    def _write_report(self, path: Path, assembly: Assembly, repeats: RowSet) -> None:
        parts = (PartFiles(self._folder, number) for number in range(len(self._manifest.tasks)))
        sellers = seller_totals(assembly.tally, parts, repeats)
        data = gather(assembly=assembly, sellers=sellers, manifest=self._manifest, snapshot=self._request.snapshot)
        write_report(data, path, language=self._request.language)


def _check_paths(request: ScanRequest) -> None:
    outputs = [path for path in (request.output, request.csv, request.report) if path is not None]
    inputs = {path.resolve() for path in request.files}
    for path in outputs:
        if path.is_dir():
            raise ScanError(f"{path} is a folder; expected the name of a file to write")
        if not path.parent.is_dir():
            raise ScanError(f"{path.parent} is not a folder; make it first, or write elsewhere")
        if path.resolve() in inputs:
            raise ScanError(f"{path} is one of the files to read; write elsewhere")


def _manifest(request: ScanRequest) -> Manifest:
    return Manifest(
        version=countermark.__version__,
        snapshot=request.snapshot.hash,
        mapping=request.mapping.name,
        mapping_sha256=hash_mapping(request.mapping),
        language=request.language,
        as_of=request.snapshot.as_of.isoformat(),
        started_at=request.now.isoformat(),
        inputs=[describe_input(path) for path in request.files],
    )


def _plan(request: ScanRequest) -> list[Task]:
    return make_tasks([plan_chunks(path, request.mapping) for path in request.files])


def _nothing_readable(tally: Tally, rejects: Path) -> ScanError:
    examples = "".join(f"\n  {reject_line(reject)}" for reject in tally.reject_examples[:3])
    return ScanError(
        f"none of the {tally.rows_read:,} rows could be screened; is it the right mapping? "
        f"All reasons are in {rejects}. The first:{examples}"
    )


@contextmanager
def _disk_full_in_words(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if not is_disk_full(error):
            raise
        raise DiskFullError(
            f"there is no room left to write ({os.strerror(error.errno or errno.ENOSPC)}). Nothing is half written: "
            f"make room on the disk that holds {folder.parent}, then run the same command again to go on."
        ) from error
