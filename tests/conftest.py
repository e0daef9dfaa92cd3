"""What every test can use: the judges, `--update`, and the summary of what this machine could not run."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, Phase, settings

from tests import judges
from tests.command import Run, runner
from tests.judges import mermaid
from tests.judges.mermaid import Judge

if TYPE_CHECKING:
    from playwright.sync_api import Browser

ROOT = Path(__file__).parents[1]

settings.register_profile(
    "same",
    deadline=None,
    derandomize=True,
    max_examples=40,
    phases=[Phase.explicit, Phase.generate, Phase.shrink],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
settings.register_profile("search", settings.get_profile("same"), derandomize=False, max_examples=400)
settings.load_profile("same")


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--update` rewrites the expected files of `tests/cases/gallery`."""
    parser.addoption("--update", action="store_true", help="rewrite the expected files of tests/cases/gallery")


@pytest.fixture(scope="session")
def mermaid_judge() -> Iterator[Judge]:
    """What Mermaid 11 and 12 understand of a text; see `tests.judges.mermaid`."""
    if why := mermaid.missing():
        judges.absent("Mermaid judge", why)
    with mermaid.judge() as judge:
        yield judge


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """A browser that reaches nothing outside; see `tests.judges.chromium`."""
    from tests.judges.chromium import launched, program

    executable = program()
    if executable is None:
        judges.absent("Chromium", "none found; name one in PIPEVIZ_CHROMIUM, or: playwright install chromium")
    with launched(executable) as browser:
        yield browser


@pytest.fixture(scope="session")
def system_dot() -> str:
    """The path of Graphviz's own `dot`."""
    return shutil.which("dot") or judges.absent("system's dot", "no Graphviz")


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """`run("draw", "a.json")` runs that command in this process."""
    return runner(monkeypatch, capsys)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Fails in CI what elsewhere is skipped because the machine lacks something."""
    report = yield
    if report.skipped and judges.NOT_RUN in str(report.longrepr) and judges.in_ci():
        report.outcome = "failed"
    return report


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Names what this machine could not run, and what tests wanted to say (`record_property("summary", …)`)."""
    reasons = [str(report.longrepr[-1]) for report in terminalreporter.getreports("skipped")]
    missing = Counter(reason.partition(judges.NOT_RUN)[2] for reason in reasons if judges.NOT_RUN in reason)
    reports = [report for outcome in ("passed", "failed") for report in terminalreporter.getreports(outcome)]
    said = sorted({str(value) for report in reports for key, value in report.user_properties if key == "summary"})
    if missing or said:
        terminalreporter.section("pipeviz")
    for reason, count in sorted(missing.items()):
        terminalreporter.line(f"{judges.NOT_RUN}{reason}: {count} test{'s' if count > 1 else ''}")
    for line in said:
        terminalreporter.line(line)
