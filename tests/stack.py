"""The deployed stack that contract, integration and end-to-end tests share: started by the first that asks for it."""

import shutil
import socket
from collections.abc import Generator
from pathlib import Path

import pytest

from storehook_cli.local.local_stack import LocalStack
from storehook_cli.views.progress import QuietProgress

ROOT = Path(__file__).parents[1]
ACTIONS = ROOT / "tests" / "e2e" / "actions"

BUNDLE = ("template.yaml", "samconfig.toml", "functions", "layers")


@pytest.fixture(scope="session")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Generator[LocalStack]:
    """The bundle of this checkout, with the tests' own actions, built and deployed by `sam` with IAM enforced."""
    project = copy_of_bundle(tmp_path_factory.mktemp("project"))
    shutil.copytree(ACTIONS, project / "functions" / "worker" / "actions", dirs_exist_ok=True)
    with LocalStack(
        project,
        project / ".local",
        aws_port=free_port(),
        sandbox_port=0,
        retry_factor=0.01,
        progress=QuietProgress(),
    ) as running:
        yield running


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
