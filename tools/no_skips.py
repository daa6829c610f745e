"""A pytest plugin for CI: a test that was skipped is a failure, since it may hide a missing browser or library.

Use: PYTHONPATH=tools pytest -p no_skips
"""

from typing import Final

import pytest

ALLOWED: Final = "no real data"
"""A reason that begins so is accepted: data sets that may not be passed on are not in a fresh clone."""


class _Skips:
    """Collects what was skipped; one instance a session, in the process that reports."""

    def __init__(self) -> None:
        self.names: list[str] = []

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Note a test that skipped itself or was marked so."""
        if report.skipped and not hasattr(report, "wasxfail"):
            self._note(report)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """Note a module that skipped itself when it was imported."""
        if report.skipped:
            self._note(report)

    def _note(self, report: pytest.TestReport | pytest.CollectReport) -> None:
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        if not reason.removeprefix("Skipped: ").startswith(ALLOWED):
            self.names.append(f"{report.nodeid}: {reason}")

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Turn success into failure when anything was skipped."""
        if self.names and session.exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Say which tests were skipped and that this is why the run failed."""
        if self.names:
            terminalreporter.section("skipped tests are failures here", red=True)
            for name in self.names:
                terminalreporter.line(name)


def pytest_configure(config: pytest.Config) -> None:
    """Register the collector where results come together (with xdist: not in the workers)."""
    if not hasattr(config, "workerinput"):
        config.pluginmanager.register(_Skips(), "countermark-no-skips")
