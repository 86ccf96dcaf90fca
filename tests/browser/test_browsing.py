"""Without a browser the tests here are skipped, loudly; in CI they fail."""

from typing import Any

import pytest
from playwright.sync_api import Error
from tests.browser.browsing import NoBrowserError, launch, may_skip


class NoChromium:
    """What Playwright is on a machine without any Chromium."""

    def launch(self, **_: Any) -> None:
        raise Error("Executable doesn't exist")


def test_a_machine_without_a_browser_is_told_how_to_get_one() -> None:
    nothing: Any = NoChromium()

    with pytest.raises(NoBrowserError, match="apt-get install chromium"):
        launch(nothing)


@pytest.mark.parametrize(
    ("value", "allowed"), [("", True), ("false", True), ("true", False), ("True", False), ("1", False)]
)
def test_ci_may_not_skip(monkeypatch: pytest.MonkeyPatch, value: str, allowed: bool) -> None:
    monkeypatch.setenv("CI", value)

    assert may_skip() is allowed
