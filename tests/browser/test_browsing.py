"""A machine without a browser is told what to do, and no test is skipped on it."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Error
from tests.browser.browsing import NoBrowserError, launch
from tests.support import browser


class NoChromium:
    """Stands for Playwright on a machine without Chromium."""

    def launch(self, **_: Any) -> None:
        raise Error("Executable doesn't exist")


def test_a_test_that_finds_no_browser_fails_with_what_mends_it() -> None:
    nothing: Any = NoChromium()

    with pytest.raises(NoBrowserError, match=r"Install it.*\n\n    .*install .*chromium"):
        launch(nothing)


def test_where_no_browser_can_be_had_it_is_said_which_command_mends_it(tmp_path: Path) -> None:
    # No command is to be found there, and Playwright's downloads are behind a proxy that nobody runs.
    environment = {
        "PATH": str(tmp_path),
        "PLAYWRIGHT_BROWSERS_PATH": str(tmp_path),
        "https_proxy": "http://127.0.0.1:9",
    }

    done = subprocess.run(
        [sys.executable, browser.__file__], env=environment, capture_output=True, text=True, check=False
    )

    assert (done.returncode, done.stderr.endswith(browser.remedy() + "\n")) == (1, True)


def test_where_there_is_a_browser_nothing_is_installed(tmp_path: Path) -> None:
    chromium = tmp_path / "chromium"
    chromium.touch(mode=0o755)

    done = subprocess.run(
        [sys.executable, browser.__file__], env={"PATH": str(tmp_path)}, capture_output=True, text=True, check=False
    )

    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
