"""Copies of the bundle that a test may change and deploy."""

import secrets
import shutil
import socket
import sys
from contextlib import suppress
from pathlib import Path

from tests.support.repository import ROOT, SAMPLES

ACTIONS = ROOT / "tests" / "e2e" / "actions"
BESIDE_ACTIONS = ROOT / "tests" / "e2e" / "worker"
WORKER = Path("functions", "worker")
LANES = Path("layers", "core", "storehook", "queues", "lanes.py")
LONG_MEMORY = "  LongMemory:\n    <<: *lane-memory\n"
ENVIRONMENT = "  Environment:\n    Type: String\n"
USERS = {"actions", "models", "requirements.txt", "permissions.json", "settings.py", "settings.toml"}
BUNDLE = ("template.yaml", "samconfig.toml", "functions", "layers")


def copy_of_bundle(project: Path) -> Path:
    """Copy the files that `sam` builds to a folder that may be changed, with samples for the user's files."""
    for name in BUNDLE:
        source, target = ROOT / name, project / name
        if source.is_dir():
            shutil.copytree(source, target, ignore=_ignored)
        else:
            shutil.copy(source, target)
    shutil.copytree(SAMPLES / WORKER, project / WORKER, ignore=_ignored, dirs_exist_ok=True)
    return project


def copy_of_clone(project: Path) -> Path:
    """Copy what `make run` needs of a clone, and use this environment: setting up another one takes a minute."""
    copy_of_bundle(project)
    (project / "sandbox").mkdir()
    for name in ("Makefile", "pyproject.toml", "sandbox/pyproject.toml", "uv.lock", "uv.txt"):
        shutil.copy2(ROOT / name, project / name)
    (project / ".venv").symlink_to(Path(sys.prefix))
    return project


def copy_of_project_sources(folder: Path) -> Path:
    """Copy the files that `storehook new` makes projects from, with samples in place of the user's files."""
    copy_of_bundle(folder)
    shutil.copytree(ROOT / "events", folder / "events")
    (folder / "docs").mkdir()
    for name in ("budget.yaml", "deployer.yaml", "operators.yaml"):
        shutil.copy(ROOT / "docs" / name, folder / "docs")
    shutil.copy(ROOT / "uv.txt", folder)
    shutil.copytree(SAMPLES / "tests", folder / "tests", ignore=_ignored)
    return folder


def shorten_leases(project: Path) -> None:
    """Shorten the default consumer's timeout to 20 seconds instead of 60.

    A message that meets another worker's lease waits until it ends, which is when that worker's time is up. A run whose
    process died starts only with nearly all of this time left, so the library must know the time, too.
    """
    put(project / "template.yaml", "\n      Timeout: 60\n", "\n      Timeout: 20\n")
    put(project / LANES, '"default": 60.0', '"default": 20.0')


def shorten_settling(project: Path) -> None:
    """Catch up a gap 5 seconds after its repair instead of a minute. BigCommerce may need that long; we don't.

    Start the catch-up 5 seconds after the end of a gap instead of five minutes. Keep the webhook of a dropped scope for
    5 seconds instead of an hour.
    """
    subscriptions = project / "layers" / "core" / "storehook" / "registration" / "subscriptions.py"
    put(subscriptions, "\nSETTLING = 60 + CLOCK_SKEW\n", "\nSETTLING = 5 + CLOCK_SKEW\n")
    put(subscriptions, "\nGRACE = 3600.0\n", "\nGRACE = 5.0\n")
    put(project / "layers" / "core" / "storehook" / "runs" / "late_runs.py", "\nGRACE = 300.0\n", "\nGRACE = 5.0\n")


def add_tests_worker(project: Path) -> None:
    """Add the tests' actions with their settings for the environment `e2e`, and a larger long lane."""
    shutil.copytree(ACTIONS, project / WORKER / "actions", dirs_exist_ok=True)
    shutil.copytree(BESIDE_ACTIONS, project / WORKER, dirs_exist_ok=True)
    put(project / WORKER / "settings.toml", "http://127.0.0.1:9", f"http://127.0.0.1:{free_port()}")
    put(project / "template.yaml", LONG_MEMORY, f"{LONG_MEMORY}    Default: 640\n")
    put(project / "template.yaml", f'{ENVIRONMENT}    Default: ""\n', f"{ENVIRONMENT}    Default: e2e\n")


def shorten_waits(project: Path) -> None:
    """Shorten waits, so that the work of a dead process continues within 30 seconds in every lane.

    Its messages become visible after 20 seconds, the least that AWS allows, which is just before its leases end. The
    timer checks 20 seconds after a wake-up was due whether it has arrived. It looks ahead less in proportion. Otherwise
    it would find the same runs again and again.
    """
    shorten_leases(project)
    template = project / "template.yaml"
    put(template, "\n      Timeout: 900\n", "\n      Timeout: 20\n")
    put(project / LANES, '"long": 900.0', '"long": 20.0')
    for usual in (360, 5400):
        put(template, f"VisibilityTimeout: {usual} ", "VisibilityTimeout: 20 ")
    library = project / "layers" / "core" / "storehook"
    put(library / "runs" / "run.py", "\nLATE = 300.0\n", "\nLATE = 20.0\n")
    put(library / "timer" / "timer.py", "\nAHEAD = 180.0\n", "\nAHEAD = 12.0\n")


def put(file: Path, before: str, after: str) -> None:
    """Replace the first occurrence of a text in a file."""
    text = file.read_text()
    assert before in text
    file.write_text(text.replace(before, after, 1))


def _ignored(folder: str, names: list[str]) -> set[str]:
    users = USERS if Path(folder) == ROOT / WORKER else set[str]()
    return {"__pycache__", ".pytest_cache", *users} & {*names}


def free_port() -> int:
    """Return a free loopback port outside the range of outgoing connections."""
    while True:
        port = 10_000 + secrets.randbelow(20_000)  # `random` starts with the same seed in every process
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port
