"""Built functions that are asked without a gateway before them: a thousand times faster than over HTTP."""

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
    """A built function in a process of its own."""

    asked: IO[str]
    answers: IO[str]

    def timed(self, event: Mapping[str, Any]) -> tuple[dict[str, Any], float]:
        """What it answers, and after how many milliseconds."""
        with suppress(BrokenPipeError):
            self.asked.write(json.dumps(event) + "\n")
            self.asked.flush()
        told = json.loads(self.answers.readline() or '{"answer": {"statusCode": 599}, "nanoseconds": 0}')
        return told["answer"], told["nanoseconds"] / 1e6

    def status(self, event: Mapping[str, Any]) -> int:
        """The status of its answer; 599 if the process has died."""
        return self.timed(event)[0]["statusCode"]


@contextmanager
def built(deployed: Deployed, name: str, log: Path, **variables: str) -> Generator[Function]:
    """Start one.

    Args:
        deployed: where it is deployed: the process has its environment, and asks its tables and queues.
        name: the stack's output that names it.
        log: what all that it writes is added to.
        variables: what is otherwise in its environment.
    """
    client: Any = deployed.stack.emulator.client("lambda")
    found = client.get_function_configuration(FunctionName=deployed.info.outputs[name])["Environment"]["Variables"]
    folders = [deployed.stack.state / "build" / name, deployed.stack.state / "build" / "CoreLayer" / "python"]
    ours, theirs = os.pipe()
    command = [sys.executable, "-I", built_handler.__file__, str(theirs), name.lower(), *map(str, folders)]
    with log.open("a") as output, os.fdopen(ours) as answers:
        process = subprocess.Popen(
            command,
            env=found | deployed.stack.emulator.credentials | variables,
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
