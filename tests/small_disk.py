"""A real file system that is small enough to fill, for tests, without privileges being assumed.

In this order: a tmpfs in a mount namespace of its own (any user, where the kernel allows that), a tmpfs mounted here
(root), and where neither can be made a limit on the size of files, which the system enforces with another error of the
same kind. No test is skipped: in the last case the limit stands for the disk.
"""

import os
import resource
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

SIZE: Final = 24 << 20
"""Bytes of the file system."""


class SmallDisk:
    """A folder on the small file system.

    Args:
        folder: the folder, as processes started with `start` see it.
        view: the same, as this process sees it.
        prefix: what a command is started with, so that it sees the file system.
        limit: bytes a file may have, where there is no file system.
    """

    def __init__(self, folder: Path, view: Path, prefix: Sequence[str], limit: int | None = None) -> None:
        self.folder = folder
        self.view = view
        self.prefix = list(prefix)
        self.limit = limit

    @property
    def is_real(self) -> bool:
        """Whether it is a file system that can be full."""
        return self.limit is None

    def fill(self, *, leave: int) -> None:
        """Leave so many bytes free; without a file system, let no file become larger."""
        if self.limit is not None:
            self.limit = leave
            return
        status = os.statvfs(self.view)
        with (self.view / "filler").open("wb") as file:
            file.write(bytes(max(status.f_bavail * status.f_frsize - leave, 0)))

    def free(self, processes: Sequence[int] = ()) -> None:
        """Make all room again, also for processes that are running."""
        (self.view / "filler").unlink(missing_ok=True)
        if self.limit is not None:
            self.limit = resource.RLIM_INFINITY
            for process in processes:
                resource.prlimit(process, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))

    def start(self, command: Sequence[object], **more: Any) -> "subprocess.Popen[str]":
        """Start a command that sees the file system."""
        return subprocess.Popen([*self.prefix, *map(str, command)], text=True, preexec_fn=self.obey, **more)  # noqa: PLW1509 - sets a limit only

    def obey(self) -> None:
        """Put this process under the limit, if there is one."""
        if self.limit is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (self.limit, resource.RLIM_INFINITY))

    def run(self, *command: object) -> "subprocess.CompletedProcess[str]":
        """Run a command to its end."""
        with self.start(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
            out, err = process.communicate(timeout=240)
        return subprocess.CompletedProcess(process.args, process.returncode, out, err)


@contextmanager
def small_disk(folder: Path) -> Iterator[SmallDisk]:
    """Make a folder a small file system, the best that can be had."""
    folder.mkdir()
    with _in_a_namespace(folder) as disk:
        if disk is not None:
            yield disk
            return
    mount = ["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "none", str(folder)]
    if shutil.which("mount") and subprocess.run(mount, capture_output=True, check=False).returncode == 0:
        try:
            yield SmallDisk(folder, folder, [])
        finally:
            subprocess.run(["umount", "--lazy", str(folder)], check=True)
        return
    yield SmallDisk(folder, folder, [], limit=SIZE)


@contextmanager
def _in_a_namespace(folder: Path) -> Iterator[SmallDisk | None]:
    if not (shutil.which("unshare") and shutil.which("nsenter")):
        yield None
        return
    script = f'mount -t tmpfs -o size={SIZE} none "$0" && echo ready && exec cat'
    holder = subprocess.Popen(
        ["unshare", "--map-root-user", "--mount", "sh", "-c", script, str(folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    with holder:
        assert holder.stdin is not None
        assert holder.stdout is not None
        if holder.stdout.readline() != "ready\n":
            yield None
            return
        enter = ["nsenter", f"--target={holder.pid}", "--user", "--mount", "--preserve-credentials", "--"]
        yield SmallDisk(folder, Path(f"/proc/{holder.pid}/root{folder}"), enter)
        holder.stdin.close()
