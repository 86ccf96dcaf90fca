"""Changes that an upgrade brings, from the changelog."""

from importlib.metadata import version

from packaging.version import Version

from storehook_cli.documents.changelog import changes

TEXT = """# Changelog

## [Unreleased] 0.4.0

### Added

- New.

### Breaking

- Gone.

## [0.3.0] - 2026-12-01

### Fixed

- Mended.

## 0.2.0

### Added

- Old.
"""


def test_breaks_come_first_and_each_change_has_its_version() -> None:
    headings = [line for line in changes("0.2.0", "0.4.0", TEXT).splitlines() if line.startswith("#")]

    assert headings == ["## Breaking in 0.4.0", "## Fixed in 0.3.0", "## Added in 0.4.0"]


def test_what_the_project_has_already_is_not_among_them() -> None:
    assert changes("0.3.0", "0.4.0", TEXT) == "## Breaking in 0.4.0\n\n- Gone.\n\n## Added in 0.4.0\n\n- New."
    assert changes("0.4.0", "0.5.0", TEXT) == ""


def test_our_changelog_tells_of_this_version() -> None:
    assert f"in {Version(version('storehook')).base_version}\n" in changes("0.2.0", "0.3.0")
