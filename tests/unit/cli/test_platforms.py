"""The command says which systems it supports, on any other."""

import subprocess
import sys
from pathlib import Path

import pytest
from tests.support.storehook_command import Storehook


@pytest.mark.parametrize("words", [("new", "my-app"), ("run",), ("check", "--help")])
def test_on_windows_a_command_names_the_systems_and_does_nothing(
    storehook: Storehook, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, words: tuple[str, ...]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "platform", "win32")

    done = storehook(*words)

    assert (done.exit_code, "Linux, macOS and WSL, not on win32" in done.stderr) == (1, True)
    assert list(tmp_path.iterdir()) == []


def test_without_modules_of_unix_the_sentence_is_printed_not_a_traceback() -> None:
    code = (
        "import sys, types; sys.modules['fcntl'] = sys.modules['termios'] = None; from storehook_cli import main; "
        "main.sys = types.SimpleNamespace(platform='win32'); main.cli(['new', 'my-app'])"
    )

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)

    assert (done.returncode, "Traceback" in done.stderr) == (1, False)
    assert "use it within WSL" in done.stderr
