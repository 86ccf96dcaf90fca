"""Rules that hold for many files: one test each, which fails with the list of everything that breaks it."""

from collections.abc import Iterable

import pytest


def expect_none(violations: Iterable[str]) -> None:
    """Fail with a line for each violation, if there is one."""
    if lines := sorted(violations):
        pytest.fail("\n".join(lines), pytrace=False)
