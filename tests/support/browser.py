"""Chromium for the tests that need a browser: find it on this machine, or install it.

`make test` runs this twice. The first time with any Python 3.13, before anything else is set up. It installs Debian's
package, or reports at once that the machine can't have a browser. The second time it runs with the virtual
environment's Python, which has Playwright.
"""

import os
import platform
import shutil
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from importlib.util import find_spec
from pathlib import Path

NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
"""Programs, the cheapest first: the headless shell takes about half the CPU time of the whole browser."""

DOWNLOADS = "https://cdn.playwright.dev/"
REACHED_WITHIN = 5.0
"""Seconds within which Playwright's downloads must answer."""

APT = ("env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-o", "Acquire::Retries=0", "-o", "Acquire::http::Timeout=5")
INSTALL = ("install", "--yes", "--no-install-recommends", "chromium-headless-shell")


def system_browser() -> str | None:
    """Return the path of the system's Chromium."""
    return next(filter(None, map(shutil.which, NAMES)), None)


def remedy() -> str:
    """Explain to a user without a browser what to run, in one command, and why."""
    debian, others = (
        "sudo apt-get install chromium-headless-shell",
        "make setup && .venv/bin/playwright install --with-deps chromium",
    )
    command = debian if _debian() else others
    return f"The browser tests need Chromium, and this machine has none. Install it, then try again:\n\n    {command}\n"


def bring() -> bool:
    """Install a browser if possible. Return whether there is one now, or whether Playwright can download it."""
    if system_browser() or _playwrights_own():
        return True
    if _debian() and (root := _root()) is not None:
        sys.stderr.write("Installing Chromium\n")
        _run(*root, *APT, "update")
        _run(*root, *APT, *INSTALL)
        if system_browser():
            return True
    if not _reachable():
        return False
    return find_spec("playwright") is None or _download()


def _download() -> bool:
    sys.stderr.write("Downloading Chromium\n")
    libraries = ["--with-deps"] if _root() is not None else []
    return _run(sys.executable, "-m", "playwright", "install", *libraries, "chromium")


def _playwrights_own() -> bool:
    # The folder names contain a release number, which only the installed Playwright knows.
    if find_spec("playwright") is None:
        return False
    from playwright.sync_api import sync_playwright

    try:
        with sync_playwright() as playwright:
            return Path(playwright.chromium.executable_path).exists()
    except Exception:  # nothing narrower works: on a bare machine, its driver lacks a library that comes with Chromium
        return False


def _root() -> list[str] | None:
    """Return the words that run a command as root; None without permission or with a password prompt."""
    if os.geteuid() == 0:
        return []
    return ["sudo", "-n"] if shutil.which("sudo") and _run("sudo", "-n", "true") else None


def _debian() -> bool:
    # Ubuntu's package of this name is a snap, which doesn't run in a container.
    return sys.platform == "linux" and platform.freedesktop_os_release().get("ID") == "debian"


def _reachable() -> bool:
    """Return whether Playwright's downloads are reachable."""
    answered = threading.Event()

    def ask() -> None:
        try:
            urllib.request.urlopen(DOWNLOADS, timeout=REACHED_WITHIN).close()
        except urllib.error.HTTPError:
            answered.set()  # the page is missing, but the server answers
        except OSError:
            return
        answered.set()

    threading.Thread(target=ask, daemon=True).start()  # resolving an unknown name takes longer than its timeout
    return answered.wait(REACHED_WITHIN)


def _run(*command: str) -> bool:
    try:
        return subprocess.run(command, stdout=subprocess.DEVNULL, check=False).returncode == 0
    except FileNotFoundError:
        return False


if __name__ == "__main__":
    sys.exit(None if bring() else remedy())
