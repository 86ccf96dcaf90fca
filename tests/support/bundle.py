"""Copies of the bundle that a test may change and deploy."""

import secrets
import shutil
import socket
from contextlib import suppress
from pathlib import Path

from tests.support.repository import ROOT, SAMPLES

ACTIONS = ROOT / "tests" / "e2e" / "actions"
BESIDE_ACTIONS = ROOT / "tests" / "e2e" / "worker"
WORKER = Path("functions", "worker")
LONG_MEMORY = "  LongMemory:\n    <<: *lane-memory\n"
ENVIRONMENT = "  Environment:\n    Type: String\n"
USERS = {"actions", "models", "requirements.txt", "permissions.json", "settings.py", "settings.toml"}
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


def copy_of_project_sources(folder: Path) -> Path:
    """Copy what `storehook new` writes projects of, with samples for what is the user's."""
    copy_of_bundle(folder)
    shutil.copytree(ROOT / "events", folder / "events")
    (folder / "docs").mkdir()
    shutil.copy(ROOT / "docs/deployer.yaml", folder / "docs")
    shutil.copytree(SAMPLES / "tests", folder / "tests", ignore=_ignored)
    return folder


def shorten_leases(project: Path) -> None:
    """Let the default lane's consumer run for 20 seconds instead of 60.

    A delivery that meets another's lease waits for its end, which is when the other's time is up.
    """
    put(project / "template.yaml", "\n      Timeout: 60\n", "\n      Timeout: 20\n")


def add_tests_worker(project: Path) -> None:
    """Add the tests' own actions, and what stands beside actions: for the environment `e2e`, and a larger long lane."""
    shutil.copytree(ACTIONS, project / WORKER / "actions", dirs_exist_ok=True)
    shutil.copytree(BESIDE_ACTIONS, project / WORKER, dirs_exist_ok=True)
    put(project / WORKER / "settings.toml", "http://127.0.0.1:9", f"http://127.0.0.1:{free_port()}")
    put(project / "template.yaml", LONG_MEMORY, f"{LONG_MEMORY}    Default: 640\n")
    put(project / "template.yaml", f'{ENVIRONMENT}    Default: ""\n', f"{ENVIRONMENT}    Default: e2e\n")


def shorten_waits(project: Path) -> None:
    """Let what a dead process leaves behind go on within half a minute, in every lane.

    Its messages are seen again after 20 seconds, the least that AWS allows: just before its leases end. And 20 seconds
    after a wake-up was due the timer looks whether it has come. It looks less far ahead in proportion: else it would
    find again and again what it has just put off.
    """
    shorten_leases(project)
    template = project / "template.yaml"
    put(template, "\n      Timeout: 900\n", "\n      Timeout: 20\n")
    for usual in (360, 5400):
        put(template, f"VisibilityTimeout: {usual} ", "VisibilityTimeout: 20 ")
    library = project / "layers" / "core" / "storehook"
    put(library / "runs" / "run.py", "\nLATE = 300.0\n", "\nLATE = 20.0\n")
    put(library / "timer" / "timer.py", "\nAHEAD = 180.0\n", "\nAHEAD = 12.0\n")


def put(file: Path, before: str, after: str) -> None:
    """Write something into a file instead of what stands there first."""
    text = file.read_text()
    assert before in text
    file.write_text(text.replace(before, after, 1))


def _ignored(folder: str, names: list[str]) -> set[str]:
    users = USERS if Path(folder) == ROOT / WORKER else set[str]()
    return {"__pycache__", ".pytest_cache", *users} & {*names}


def free_port() -> int:
    """A loopback port that is free now, and is not among those that the system gives to outgoing connections."""
    while True:
        port = 10_000 + secrets.randbelow(20_000)  # `random` begins with the same seed in every process
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port
