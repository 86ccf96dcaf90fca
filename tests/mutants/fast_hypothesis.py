"""A plugin of pytest: hypothesis finds what it finds each time, and does not look for the simplest example of it."""

import pytest
from hypothesis import Phase, settings


@pytest.hookimpl(tryfirst=True)
def pytest_collection() -> None:
    """Load the profile after those of conftest.py, and before the tests take it over."""
    settings.register_profile("mutants", settings(), phases=[Phase.explicit, Phase.generate], derandomize=True)
    settings.load_profile("mutants")
