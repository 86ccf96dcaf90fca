"""A local AWS in which nothing is deployed."""

from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from tests.support.bundle import free_port

from storehook_cli.local.emulator import Emulator


@contextmanager
def local_aws(folder: Path) -> Generator[Emulator]:
    """Start it, and end it afterwards.

    Args:
        folder: where it keeps its files.
    """
    emulator = Emulator(folder, free_port())
    emulator.start()
    try:
        yield emulator
    finally:
        emulator.stop()
