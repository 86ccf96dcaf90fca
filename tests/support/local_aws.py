"""A local AWS without a deployed stack."""

from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from sysconfig import get_path

import pytest
from tests.support.bundle import free_port
from tests.support.repository import ROOT

from storehook_cli.local import emulator
from storehook_cli.local.emulator import Emulator

_START = (
    "import sys; sys.path += sys.argv[1:]; del sys.argv[1:]; "
    f"from tests.support.permission_gate import main; main({get_path('purelib')!r})"
)


@contextmanager
def local_aws(folder: Path) -> Generator[Emulator]:
    """Start the local AWS, and stop it afterwards.

    Args:
        folder: the folder for its files.
    """
    aws = Emulator(folder, free_port())
    aws.start()
    try:
        yield aws
    finally:
        aws.stop()


@contextmanager
def permissions_checked() -> Generator[None]:
    """Start each local AWS meanwhile with the gate for permissions."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(emulator, "_START", _START)
        patch.setattr(emulator, "_PACKAGES", [*emulator._PACKAGES, str(ROOT)])
        yield
