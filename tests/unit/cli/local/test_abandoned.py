"""The next local AWS that starts, in any project, frees the memory of one that was killed."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from storehook_cli.local import processes
from storehook_cli.local.emulator import NOTE, clear_abandoned


@pytest.fixture
def held_by(tmp_path: Path) -> Callable[[psutil.Popen], Path]:
    """Gives a folder as a local AWS holds it."""

    def hold(process: psutil.Popen) -> Path:
        folder = tmp_path / f"storehook-{process.pid}"
        (folder / "function").mkdir(parents=True)
        processes.remember(process, folder / NOTE)
        return folder

    return hold


def emulator() -> psutil.Popen:
    return psutil.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)


def test_what_a_killed_one_holds_is_freed(tmp_path: Path, held_by: Callable[[psutil.Popen], Path]) -> None:
    with emulator() as killed:
        folder = held_by(killed)
        killed.kill()
        killed.wait()

    clear_abandoned(tmp_path)

    assert not folder.exists()


def test_what_a_running_one_holds_is_kept(tmp_path: Path, held_by: Callable[[psutil.Popen], Path]) -> None:
    with emulator() as running:
        folder = held_by(running)

        clear_abandoned(tmp_path)

        assert (folder / "function").exists()
        running.kill()


@pytest.mark.parametrize("name", ["storehook-just-begun", "another"])
def test_what_names_no_process_is_kept(tmp_path: Path, name: str) -> None:
    (tmp_path / name).mkdir()

    clear_abandoned(tmp_path)

    assert (tmp_path / name).exists()


def test_a_folder_that_is_only_linked_to_is_kept(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / NOTE).write_text("{}")
    (tmp_path / "storehook-link").symlink_to(tmp_path / "elsewhere")

    clear_abandoned(tmp_path)

    assert (tmp_path / "elsewhere" / NOTE).exists()
