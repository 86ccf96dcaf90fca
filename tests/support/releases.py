"""The templates of the releases: a stack of any of them may be running when the next version is deployed."""

from pathlib import Path

from tests.support.repository import ROOT


def _version(template: Path) -> tuple[int, ...]:
    return tuple(int(part) for part in template.parent.name.split("."))


RELEASES = sorted((ROOT / "tests" / "releases").glob("*/template.yaml"), key=_version)
"""Oldest first. A copy is added with each release, and never edited."""
