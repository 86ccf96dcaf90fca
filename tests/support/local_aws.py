"""A local AWS without a deployed stack."""

from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from tests.support.bundle import free_port

from storehook_cli.local.emulator import Emulator


@contextmanager
def local_aws(folder: Path) -> Generator[Emulator]:
    """Start the local AWS, and stop it afterwards.

    Args:
        folder: the folder for its files.
    """
    emulator = Emulator(folder, free_port())
    emulator.start()
    try:
        yield emulator
    finally:
        emulator.stop()
