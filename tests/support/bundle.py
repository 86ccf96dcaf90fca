"""Copies of the bundle that a test may change and deploy."""

import shutil
import socket
from pathlib import Path

from tests.support.repository import ROOT

ACTIONS = ROOT / "tests" / "e2e" / "actions"
BUNDLE = ("template.yaml", "samconfig.toml", "functions", "layers")


def copy_of_bundle(project: Path) -> Path:
    """Copy what `sam` builds to a folder that a test may change."""
    ignored = shutil.ignore_patterns("__pycache__", ".pytest_cache")
    for name in BUNDLE:
        source, target = ROOT / name, project / name
        if source.is_dir():
            shutil.copytree(source, target, ignore=ignored)
        else:
            shutil.copy(source, target)
    return project


def free_port() -> int:
    """A loopback port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
