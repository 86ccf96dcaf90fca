"""`storehook run --debug ACTION`: run an action in this terminal, where `breakpoint()` stops it."""

import os
import sys
from difflib import get_close_matches
from pathlib import Path

from storehook.wiring.debugging import DebuggedConsumer, debugged_consumer
from storehook_cli.authoring import project
from storehook_cli.authoring.importing import WORKER
from storehook_cli.errors import CommandError
from storehook_cli.local.debugging import LaneQueue, environment, taken_over
from storehook_cli.stack.deployment import on_this_machine
from storehook_cli.stack.options import LOCAL_STATE
from storehook_cli.views import pasting
from storehook_cli.views.printing import say


def debug(folder: Path, name: str, *, once: bool) -> None:
    """Work on the lane of an action until Ctrl-C, or until the first run of the action.

    The lane's other actions run here as well. A run has a lease of twelve hours, and no timeout.
    """
    registry = project.actions(folder)
    action = registry.get(name)
    if action is None:
        names = [action.name for action in registry]
        nearest = get_close_matches(name, names, 1) or sorted(names)
        raise CommandError(f"No action is named {name!r}. Did you mean: {', '.join(nearest)}?")
    deployment = on_this_machine(folder / LOCAL_STATE)
    variables = environment(deployment, action.lane)
    os.environ.update(variables)  # the clients of the library, and the author's own, read them
    sys.path.insert(0, str(folder / WORKER))  # an action may import in its function
    consumer = debugged_consumer(variables, registry)
    try:
        with taken_over(deployment, action.lane) as queue:
            _say_start(name, action.webhooks)
            _work(queue, consumer, name if once else None)
    except KeyboardInterrupt:
        say("Stopped. The function works on the queue again.")


def _say_start(name: str, scopes: tuple[str, ...]) -> None:
    send = pasting.storehook("send", scopes[0], "--local") if scopes else "cause an event"
    say(f"Waiting for a run of {name}. breakpoint() stops it here. In another terminal: {send}")
    say("Edits are read at the next start. Press Ctrl-C to stop.")


def _work(queue: LaneQueue, consumer: DebuggedConsumer, until: str | None) -> None:
    """Work on each message. End after a run of the named action."""
    for record in queue.records():
        outcome = consumer.handle(record)
        say(f"{outcome.message.action or '-'}: {outcome.result}")
        if outcome.acknowledged:
            queue.delete(record)
        else:
            queue.show(record)
        if outcome.run and outcome.run.key.action == until:
            return
