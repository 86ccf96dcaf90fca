"""One stack a folder."""

import os
from pathlib import Path

import pytest

from storehook_cli.errors import CommandError
from storehook_cli.stack.locks import only_stack


def test_a_second_stack_of_the_folder_is_told_which_process_keeps_up_the_first(tmp_path: Path) -> None:
    with only_stack(tmp_path / "lock"), pytest.raises(CommandError, match=f"Process {os.getpid()} already runs"):  # noqa: SIM117
        with only_stack(tmp_path / "lock"):
            pass


def test_when_the_first_has_ended_there_may_be_another(tmp_path: Path) -> None:
    for _ in range(2):
        with only_stack(tmp_path / "lock"):
            pass


def test_another_folder_is_independent(tmp_path: Path) -> None:
    with only_stack(tmp_path / "one"), only_stack(tmp_path / "another"):
        pass
