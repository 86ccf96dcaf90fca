"""A plugin of pytest: which tests mutmut is given, and how hypothesis works for it."""

import pytest
from hypothesis import Phase, settings


@pytest.hookimpl(tryfirst=True)
def pytest_collection() -> None:
    """Find the same each time, and look for no simpler example; after conftest.py, and before tests take it over."""
    settings.register_profile("mutants", settings(), phases=[Phase.explicit, Phase.generate], derandomize=True)
    settings.load_profile("mutants")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave out what cannot be found again by its name: mutmut would take pytest's refusal for a mutant's death."""
    items[:] = [item for item in items if "\\" not in item.nodeid]
