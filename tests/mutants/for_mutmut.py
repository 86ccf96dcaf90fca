"""Plugin of pytest: it selects mutmut's tests, and sets up hypothesis for them."""

import pytest
from hypothesis import Phase, settings


@pytest.hookimpl(tryfirst=True)
def pytest_collection() -> None:
    """Make hypothesis deterministic and skip shrinking. This runs after conftest.py and before the tests."""
    settings.register_profile("mutants", settings(), phases=[Phase.explicit, Phase.generate], derandomize=True)
    settings.load_profile("mutants")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip tests that can't be selected by name: mutmut would take pytest's error for a killed mutant."""
    items[:] = [item for item in items if "\\" not in item.nodeid]
