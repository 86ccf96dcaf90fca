"""A built copy of the bundle on the local AWS, whose functions fail or die at planned points."""

import re
import shutil
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.support.bundle import WORKER, copy_of_bundle, free_port, put, shorten_waits
from tests.support.deployed import Deployed

from storehook_cli.local.local_stack import LocalStack
from storehook_cli.views.progress import ProgressPrinter

HERE = Path(__file__).parent

HANDLERS = (
    "ingest/ingest.py",
    "connect/connect.py",
    "console/console.py",
    "timer/timer.py",
    "worker/consumer.py",
    "worker/reconciler.py",
)

WATCHED = "\n\nimport fault_points  # noqa: E402\n\nhandler = fault_points.watched(handler)\n"

POLLERS = 4
"""Event source mappings of each queue."""

type Change = Callable[[Path], None]
"""Changes the copy before it is built."""

FOLDERS = ("plans", "calls", "fired", "done", "fixed")


def send_messages_alone(project: Path) -> None:
    """Give each process one message, so that a process that dies affects no other store."""
    put_everywhere(project / "template.yaml", "BatchSize: 10", "BatchSize: 1")


def acknowledge_first(project: Path) -> None:
    """Seed a bug: a message is acknowledged before its run is claimed."""
    work = "    outcomes = handle_batch("
    acknowledge = "    consumer.lanes.acknowledge([message.receipt for message in batch])\n"
    put(project / "layers" / "core" / "storehook" / "consumer" / "invocation.py", work, acknowledge + work)


@contextmanager
def faulty_stack(folder: Path, changes: Sequence[Change] = ()) -> Generator[Deployed]:
    """Start the stack in a folder, with some changes. Its plans and its records are in the subfolder `faults`."""
    project, faults = folder / "project", folder / "faults"
    for new in (project, *(faults / name for name in FOLDERS)):
        new.mkdir(parents=True)
    copy_of_bundle(project)
    for change in changes:
        change(project)
    put_stories_in(project)
    put_fault_points_in(project, faults)
    shorten_everything(project)
    local = project / ".local"
    with LocalStack(project, local, aws_port=free_port(), sandbox_port=0, progress=ProgressPrinter()) as stack:
        deployed = Deployed(stack)
        multiply_event_sources(deployed)
        yield deployed
        deployed.http.close()


def multiply_event_sources(deployed: Deployed) -> None:
    """Give each queue several pollers: the local AWS pauses a poller for a second when its process dies."""
    functions: Any = deployed.stack.emulator.client("lambda")
    scaling = {"MaximumConcurrency": 2}
    for source in functions.list_event_source_mappings()["EventSourceMappings"]:
        functions.update_event_source_mapping(UUID=source["UUID"], ScalingConfig=scaling)
        same = {name: source[name] for name in ("EventSourceArn", "BatchSize", "FunctionResponseTypes")}
        for _ in range(POLLERS - 1):
            functions.create_event_source_mapping(FunctionName=source["FunctionArn"], ScalingConfig=scaling, **same)


def set_batch_size(deployed: Deployed, size: int) -> None:
    """Set the batch size of the consumer of the lane `default`."""
    functions: Any = deployed.stack.emulator.client("lambda")
    name = deployed.info.outputs["DefaultConsumer"]
    for source in functions.list_event_source_mappings(FunctionName=name)["EventSourceMappings"]:
        functions.update_event_source_mapping(UUID=source["UUID"], BatchSize=size)


def put_stories_in(project: Path) -> None:
    """Replace the project's actions and models with those of the stories."""
    for part in ("actions", "models"):
        shutil.rmtree(project / WORKER / part)
        (project / WORKER / part).mkdir()
        (project / WORKER / part / "__init__.py").touch()
    shutil.copytree(HERE / "worker", project / WORKER, dirs_exist_ok=True, ignore=shutil.ignore_patterns("__pycache__"))


def put_fault_points_in(project: Path, faults: Path) -> None:
    """Add the fault points to each function."""
    for handler in HANDLERS:
        file = project / "functions" / handler
        file.write_text(file.read_text() + WATCHED)
        shutil.copy(HERE / "fault_points.py", file.parent)
    template = project / "template.yaml"
    variable = "        POWERTOOLS_LOG_LEVEL: !Ref LogLevel\n"
    put(template, variable, f"{variable}        FAULTS_FOLDER: {faults}\n")
    # The local AWS doesn't use this layer's bytecode, and would unpack it for each process that replaces a dead one.
    put(template, "Layers: [!Ref CoreLayer, !Ref BytecodeLayer]", "Layers: [!Ref CoreLayer]")


def shorten_everything(project: Path) -> None:
    """Shorten waits, so that lost work continues within 30 seconds, and turn off caches."""
    shorten_waits(project)
    template, library = project / "template.yaml", project / "layers" / "core" / "storehook"
    put(template, "\n      Timeout: 120\n", "\n      Timeout: 30\n")
    put(template, "VisibilityTimeout: 720 ", "VisibilityTimeout: 30 ")
    put(template, "Default: rate(15 minutes)", "Default: rate(12 hours)")  # else it reconciles the stores of all points
    put_everywhere(template, 'SECRET_TTL: "60"', 'SECRET_TTL: "0"')
    put(library / "operations" / "stack_secrets.py", "\nRECONCILER_TTL = 5.0\n", "\nRECONCILER_TTL = 0.0\n")
    for cached in ("stores/statuses.py", "consumer/holds.py"):
        put(library / cached, "\nTTL = 10.0\n", "\nTTL = 0.0\n")
    put(library / "registration" / "report.py", "\nRETRY_DELAY = 60.0\n", "\nRETRY_DELAY = 5.0\n")
    put(library / "queues" / "lanes.py", "\nMAX_DELAY = 900.0\n", "\nMAX_DELAY = 2.0\n")  # the timer does the rest
    put(library / "timer" / "releases.py", "\nKEPT = 7200.0\n", "\nKEPT = 30.0\n")
    put(library / "timer" / "recheck.py", "\nAFTER = 3600.0\n", "\nAFTER = 30.0\n")


def put_everywhere(file: Path, before: str, after: str) -> None:
    """Replace every occurrence of a text in a file."""
    text = file.read_text()
    assert before in text
    file.write_text(re.sub(re.escape(before), after, text))
