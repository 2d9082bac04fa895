"""One line for each tier at the end, as the other runtimes print it."""

from typing import Any


def pytest_terminal_summary(terminalreporter: Any) -> None:
    def count(outcome: str, test: str) -> int:
        reports = terminalreporter.stats.get(outcome, [])
        return sum(f"::{test}[" in getattr(report, "nodeid", "") for report in reports)

    for tier, test in (("text", "test_raw"), ("typed", "test_typed")):
        passed, failed = count("passed", test), count("failed", test)
        if passed + failed:
            line = f"conformance python ({tier}): {passed + failed} ran, {passed} passed, {failed} failed"
            terminalreporter.write_line(line)
