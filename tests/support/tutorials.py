"""Follow a tutorial to the letter: save its files, run its commands, and compare what it shows with what appears."""

import os
import re
import shlex
import signal
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from tests.support.deployed import until

RUN = "make run"
"""The command that stays up, in a separate terminal."""

STOP = "Stop `make run` with Ctrl-C"

_BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)

_VARIES = re.compile(r"…|\d\d:\d\d:\d\d|[\d.]+ (?:ms|s)\b")
"""Text that differs from one reader to the next: omissions and times."""


@dataclass
class Reader:
    """Follows a tutorial in a folder, with a second terminal for `make run`.

    Args:
        variables: environment variables of one command, by the command.
    """

    folder: Path
    environment: dict[str, str]
    variables: dict[str, dict[str, str]] = field(default_factory=dict[str, dict[str, str]])
    _running: subprocess.Popen[bytes] | None = None
    _read: int = 0

    def follow(self, text: str) -> None:
        """Do everything that a text says, in its order."""
        end = 0
        for block in _BLOCK.finditer(text):
            if STOP in text[end : block.start()]:
                self.stop()
            end = block.end()
            self._do(block[1], block[2])

    def stop(self) -> None:
        """Press Ctrl-C in the terminal of `make run`."""
        if self._running and self._running.poll() is None:
            with suppress(ProcessLookupError):
                os.killpg(self._running.pid, signal.SIGINT)
            self._running.wait(timeout=60)

    def _do(self, language: str, content: str) -> None:
        if language == "python":
            path, _, code = content.partition("\n")
            (self.folder / path.removeprefix("# ")).write_text(code)
        elif language == "console":
            for command, shown in _commands(content):
                self._run(command, shown)
        else:
            self._wait_for(content.splitlines())

    def _run(self, command: str, shown: list[str]) -> None:
        if command == RUN:
            with self._terminal.open("wb") as terminal:
                self._running = subprocess.Popen(
                    shlex.split(command),
                    cwd=self.folder,
                    env=self.environment,
                    stdout=terminal,
                    stderr=terminal,
                    start_new_session=True,
                )
            return self._wait_for(shown)
        done = subprocess.run(
            shlex.split(command),
            cwd=self.folder,
            env=self.environment | self.variables.get(command, {}),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        fails = any("error:" in line for line in shown)
        assert (done.returncode != 0) == fails, f"{command}\n{done.stdout}"
        for line in shown:
            assert appears(line, done.stdout), f"{command} does not print {line!r}:\n{done.stdout}"
        return None

    @property
    def _terminal(self) -> Path:
        return self.folder.with_name("terminal")

    def _wait_for(self, lines: list[str]) -> None:
        """Wait until the terminal of `make run` shows these lines, in any order, after those that were read before."""

        def found() -> list[re.Match[str]] | None:
            text = self._terminal.read_text()
            places = [pattern(line).search(text, self._read) for line in lines]
            assert self._running is not None
            assert self._running.poll() is None, text
            return None if None in places else [place for place in places if place]

        try:
            self._read = max(place.end() for place in until(found, 240))
        except AssertionError as error:
            raise AssertionError(f"{lines} in:\n{self._terminal.read_text()[self._read :]}") from error


def appears(line: str, output: str) -> bool:
    """Return whether an output has a line as a tutorial shows it."""
    return pattern(line).search(output) is not None


def pattern(line: str) -> re.Pattern[str]:
    """Return the pattern of a shown line: times and what is left out may be anything, and so may the space between."""
    words = [re.escape(word) for word in _VARIES.sub("…", line).split()]
    return re.compile(r"[^\S\n]+".join(words).replace("…", "[^\n]*?"))


def _commands(content: str) -> Iterator[tuple[str, list[str]]]:
    """Yield each command of a block with the lines that it prints."""
    for part in content.removeprefix("$ ").split("\n$ "):
        command, *shown = part.rstrip("\n").splitlines()
        yield command, shown
