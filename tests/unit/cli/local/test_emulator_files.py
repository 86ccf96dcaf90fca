"""The local AWS writes its files where no other user of the machine reads them or has prepared anything."""

import json
import sys
from pathlib import Path
from typing import Any

import httpx
import pytest

from storehook_cli.errors import CommandError
from storehook_cli.local import emulator, processes
from storehook_cli.local.emulator import Emulator

REPORT = """
import json, os, pathlib
folders = {name: pathlib.Path(os.environ.get(name, "/")) for name in ("STATE_DIR", "TMPDIR")}
found = {name: [str(folder), folder.stat().st_mode & 0o777] for name, folder in folders.items()}
pathlib.Path("report.json").write_text(json.dumps(found))
"""
"""Code in the emulator's place: reports its folders, and ends."""


def no_answer(*_: Any, **__: Any) -> None:
    raise httpx.ConnectError("refused")


@pytest.fixture
def folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, tuple[str, int]]:
    """Path and mode of each folder that the emulator is told to write to."""
    monkeypatch.setattr(emulator, "environment", lambda *_: sys.executable)
    monkeypatch.setattr(emulator, "_START", REPORT)
    monkeypatch.setattr(emulator, "MEMORY", tmp_path)
    monkeypatch.setattr(processes, "check_free", lambda *_: None)
    monkeypatch.setattr(httpx, "get", no_answer)
    with pytest.raises(CommandError, match="did not start"):
        Emulator(tmp_path, 0).start()
    return json.loads((tmp_path / "report.json").read_text())


@pytest.mark.parametrize("name", ["STATE_DIR", "TMPDIR"])
def test_a_folder_of_the_emulator_is_its_own_and_private(
    folders: dict[str, tuple[str, int]], tmp_path: Path, name: str
) -> None:
    path, mode = folders[name]

    assert Path(path).parent == tmp_path
    assert oct(mode) == "0o700"
