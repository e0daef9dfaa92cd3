"""Which line of a log explains: as a person would point at it, in the logs of common tools."""

from __future__ import annotations

import pytest

from pipeviz.analysis.log_lines import KEPT, explaining, window

LOGS = {
    "pytest": (
        "E       assert 27 == 30",
        "F.. [100%]\n    def test():\n>       assert total() == 30\nE       assert 27 == 30\ntests/test_total.py:14: AssertionError\n1 failed, 22 passed\nexit status 1",
    ),
    "traceback": (
        "KeyError: 'table'",
        "Traceback (most recent call last):\n  File \"app.py\", line 3, in main\n    config['table']\nKeyError: 'table'\nexit status 1",
    ),
    "jest": (
        "FAIL test/total.test.js",
        "PASS test/order.test.js\nFAIL test/total.test.js\n  ● total › adds\nnpm ERR! Test failed.  See above for more details.",
    ),
    "go": (
        "--- FAIL: TestTotal (0.00s)",
        "=== RUN   TestTotal\n--- FAIL: TestTotal (0.00s)\n    total_test.go:9: got 27\nFAIL\nexit status 1",
    ),
    "tsc": (
        "src/total.ts(12,7): error TS2322: Type 'string' is not assignable to type 'number'.",
        "> tsc\nsrc/total.ts(12,7): error TS2322: Type 'string' is not assignable to type 'number'.\nnpm ERR! code ELIFECYCLE",
    ),
    "gcc": (
        "total.c:4:5: error: unknown type name 'flot'",
        "cc -c total.c\ntotal.c:4:5: error: unknown type name 'flot'\nmake: *** [Makefile:2: total.o] Error 1",
    ),
    "maven": (
        "[ERROR] /src/Total.java:[12,9] cannot find symbol",
        "[INFO] BUILD FAILURE\n[ERROR] /src/Total.java:[12,9] cannot find symbol\n[ERROR] -> [Help 1]",
    ),
    "terraform": (
        "Error: creating S3 Bucket (orders): BucketAlreadyExists",
        "Plan: 1 to add\nError: creating S3 Bucket (orders): BucketAlreadyExists\n  with aws_s3_bucket.orders",
    ),
    "docker": (
        "ERROR: failed to solve: node:23-slm: not found",
        "#3 DONE 1.1s\nERROR: failed to solve: node:23-slm: not found",
    ),
    "java": (
        'Exception in thread "main" java.lang.IllegalStateException: no table',
        'starting\nException in thread "main" java.lang.IllegalStateException: no table\n\tat App.main(App.java:3)',
    ),
    "shell": (
        "./deploy.sh: line 3: kubectl: command not found",
        "deploying\n./deploy.sh: line 3: kubectl: command not found",
    ),
    "npm": (
        "npm ERR! code ERESOLVE",
        "npm ERR! code ERESOLVE\nnpm ERR! A complete log of this run can be found in: /root/.npm/_logs",
    ),
    "codebuild": (
        "[Container] 2026/03/02 12:00:01.1 Command did not exit successfully make exit status 2",
        "[Container] 2026/03/02 12:00:00.1 Running command make\n[Container] 2026/03/02 12:00:01.1 Command did not exit successfully make exit status 2\n[Container] 2026/03/02 12:00:01.2 Phase complete: BUILD State: FAILED",
    ),
    "lambda": (
        "2026-03-02T12:06:38.220Z 6d1e Task timed out after 300.05 seconds",
        "START RequestId: 6d1e\n2026-03-02T12:06:38.220Z 6d1e Task timed out after 300.05 seconds",
    ),
    "all is well": (
        None,
        "3 passed, 0 failed\nFound 0 errors\n0 errors, 0 warnings\nPhase complete: BUILD State: SUCCEEDED\nPhase context status code:  Message: ",
    ),
}


@pytest.mark.parametrize("tool", LOGS)
def test_the_line_that_explains(tool: str) -> None:
    line, log = LOGS[tool]
    lines = log.split("\n")
    found = explaining(lines)
    assert (None if found is None else lines[found]) == line


def test_the_last_lines_are_kept() -> None:
    assert window(["line"] * 100) == range(60, 100)
    assert window(["line"] * 3) == range(3)


def test_the_lines_around_an_earlier_one_that_explains_are_kept() -> None:
    lines = [*["line"] * 20, "ERROR: disk full", *["line"] * 100]
    kept = window(lines)
    assert len(kept) == KEPT
    assert 20 in kept
    assert 12 in kept


def test_an_explaining_line_among_the_last_changes_nothing() -> None:
    assert window([*["line"] * 99, "ERROR: disk full"]) == range(60, 100)
