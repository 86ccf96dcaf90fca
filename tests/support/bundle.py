"""Copies of the bundle that a test may change and deploy."""

import secrets
import shutil
import socket
from contextlib import suppress
from pathlib import Path

from tests.support.repository import ROOT, SAMPLES

ACTIONS = ROOT / "tests" / "e2e" / "actions"
WORKER = Path("functions", "worker")
BUNDLE = ("template.yaml", "samconfig.toml", "functions", "layers")


def copy_of_bundle(project: Path) -> Path:
    """Copy what `sam` builds, with samples for what is the user's, to a folder that a test may change."""
    for name in BUNDLE:
        source, target = ROOT / name, project / name
        if source.is_dir():
            shutil.copytree(source, target, ignore=_ignored)
        else:
            shutil.copy(source, target)
    shutil.copytree(SAMPLES / WORKER, project / WORKER, ignore=_ignored, dirs_exist_ok=True)
    return project


def shorten_leases(project: Path) -> None:
    """Let the default lane's consumer run for 20 seconds instead of 60.

    A delivery that meets another's lease waits for its end, which is when the other's time is up.
    """
    template = project / "template.yaml"
    before, minute, after = template.read_text().partition("\n      Timeout: 60\n")
    assert minute
    template.write_text(f"{before}\n      Timeout: 20\n{after}")


def _ignored(folder: str, names: list[str]) -> set[str]:
    users = {"actions", "models", "requirements.txt"} if Path(folder) == ROOT / WORKER else set[str]()
    return {"__pycache__", ".pytest_cache", *users} & {*names}


def free_port() -> int:
    """A loopback port that is free now, and is not among those that the system gives to outgoing connections."""
    while True:
        port = 10_000 + secrets.randbelow(20_000)  # `random` begins with the same seed in every process
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port
