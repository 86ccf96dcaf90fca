"""Built functions that are invoked without a gateway: a thousand times faster than over HTTP."""

import json
import os
import subprocess
import sys
from collections.abc import Generator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from tests.chaos.attack import built_handler
from tests.support.deployed import Deployed


@dataclass(slots=True)
class Function:
    """A built function in a separate process."""

    events: IO[str]
    answers: IO[str]

    def timed(self, event: Mapping[str, Any]) -> tuple[dict[str, Any], float]:
        """Return its answer, and the milliseconds that it took."""
        with suppress(BrokenPipeError):
            self.events.write(json.dumps(event) + "\n")
            self.events.flush()
        result = json.loads(self.answers.readline() or '{"answer": {"statusCode": 599}, "nanoseconds": 0}')
        return result["answer"], result["nanoseconds"] / 1e6

    def status(self, event: Mapping[str, Any]) -> int:
        """Return the status of its answer, or 599 if the process has died."""
        return self.timed(event)[0]["statusCode"]


@contextmanager
def built(deployed: Deployed, name: str, log: Path, **variables: str) -> Generator[Function]:
    """Start a function.

    Args:
        deployed: the stack whose environment, tables and queues the process uses.
        name: the stack's output that names the function.
        log: the file that its output is appended to.
        variables: changes to its environment.
    """
    client: Any = deployed.stack.emulator.client("lambda")
    configuration = client.get_function_configuration(FunctionName=deployed.info.outputs[name])
    folders = [deployed.stack.state / "build" / name, deployed.stack.state / "build" / "CoreLayer" / "python"]
    ours, theirs = os.pipe()
    command = [sys.executable, "-I", built_handler.__file__, str(theirs), name.lower(), *map(str, folders)]
    with log.open("a") as output, os.fdopen(ours) as answers:
        process = subprocess.Popen(
            command,
            env=configuration["Environment"]["Variables"] | deployed.stack.emulator.credentials | variables,
            stdin=subprocess.PIPE,
            stdout=output,
            stderr=output,
            pass_fds=[theirs],
            text=True,
        )
        os.close(theirs)
        assert process.stdin
        try:
            yield Function(process.stdin, answers)
        finally:
            with suppress(BrokenPipeError):
                process.stdin.close()
            process.wait(30)
