"""The stand-in store on disk, so that a restart of `make run` continues with it.

A thread writes it every few seconds, so that a kill loses little. A write replaces the whole file.
"""

import json
import time
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Thread
from typing import Any

from bigcommerce_sandbox import SandboxServer
from storehook_cli.files import write_private

SECONDS = 2.0
"""Time between two writes."""

SHARE = 0.02
"""Most time that the writes may take, as a share of all time."""


@dataclass(slots=True)
class SavedStandIn:
    """File with the stand-in store, which contains its secrets."""

    file: Path
    _written: str = ""

    def read(self) -> dict[str, Any] | None:
        """Return the snapshot in the file; None if there is none."""
        try:
            return dict(json.loads(self.file.read_text()))
        except (OSError, ValueError):
            return None

    def write(self, sandbox: SandboxServer) -> None:
        """Write a snapshot, unless the file has it."""
        text = json.dumps(sandbox.snapshot())
        if text != self._written:
            new = self.file.with_suffix(".new")
            write_private(new, text)
            new.replace(self.file)
            self._written = text

    @contextmanager
    def writing(self, sandbox: SandboxServer) -> Generator[None]:
        """Write a snapshot every few seconds, and at the end."""
        stopped = Event()
        thread = Thread(target=self._write_often, args=(sandbox, stopped), name="stand-in", daemon=True)
        thread.start()
        try:
            yield
        finally:
            stopped.set()
            thread.join()
            self.write(sandbox)

    def _write_often(self, sandbox: SandboxServer, stopped: Event) -> None:
        took = 0.0
        while not stopped.wait(max(SECONDS, took / SHARE)):
            started = time.monotonic()
            self.write(sandbox)
            took = time.monotonic() - started
