"""`storehook rollback`: make the code of an earlier deploy live."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Annotated

import typer

from storehook_cli.commands.parameters import DryRun, Yes, moment
from storehook_cli.errors import CommandError
from storehook_cli.stack.deployment import Deployment
from storehook_cli.stack.deploys import Deploy, Published, Versions, changes, newest_at, previous
from storehook_cli.stack.live_code import LiveCode
from storehook_cli.stack.options import on_stack
from storehook_cli.views.printing import instant, print_table, say, stopping, waiting

HEADS = ("FUNCTION", "LIVE", "PUBLISHED", "THEN", "PUBLISHED")

LATEST = "latest"

UNCHANGED = (
    "Not changed: tables, queues, schedules, alarms, IAM permissions and concurrency. "
    "Stored runs and records stay as they are. Parameters change where a function reads them as a variable."
)

SUBJECT = "deploy/"
"""Start of the subject of an entry in the audit log. The time of the deploy that becomes live follows."""

RECENT = 1_000
"""Entries of the audit log in which earlier rollbacks are looked up."""


@dataclass(frozen=True, slots=True)
class CodeHistory:
    """The deploys of a stack, the versions that they published, and the live ones."""

    names: dict[str, str]
    live: Versions
    published: Published
    known: Sequence[Deploy]

    @property
    def newest(self) -> Deploy:
        """Newest deploy."""
        return self.known[-1]

    def rows(self, changed: Versions) -> list[tuple[str, ...]]:
        """Return a row of the table for each function that changes."""
        return sorted(
            (self.names[name], *self._version(name, self.live[name]), *self._version(name, version))
            for name, version in changed.items()
        )

    def summary(self, changed: Versions) -> str:
        """Return the changes in one line."""
        return ", ".join(f"{row[0]} {row[1]} to {row[3]}" for row in self.rows(changed))

    def require_kept(self, changed: Versions) -> None:
        """Refuse if a version was deleted."""
        for name, version in changed.items():
            if version not in self.published[name]:
                raise CommandError(
                    f"Version {version} of {self.names[name]} was deleted, so this deploy cannot be live again. "
                    "Deploy its code instead."
                )

    def _version(self, name: str, version: int) -> tuple[str, str]:
        return str(version), instant(self.published[name].get(version))


@on_stack
def rollback(
    deployment: Deployment,
    *,
    to: Annotated[
        str | None,
        typer.Option(
            metavar="TIME",
            help=f'Go to the deploy that was the newest at this time. "{LATEST}" goes forward to the newest one.',
        ),
    ] = None,
    dry_run: DryRun = False,
    yes: Yes = False,
) -> None:
    """Make the code of the previous deploy live.

    Moves all functions together to the versions of that deploy: your code, your packages, the library and the
    environment variables. Runs that wait are then attempted with that code. An attempt that has started ends with the
    code that it started with. Your next deploy goes live as usual.

    The previous deploy is the one that was live before the newest. Tables, queues, IAM permissions, stored runs and
    records don't change.
    """
    code = LiveCode(deployment)
    code.require_idle()
    with waiting("Reading the deploys"):
        history = _read(code)
    target = _target(deployment, history, to)
    changed = changes(history.live, target.versions)
    _print(code, history, target, changed)
    if dry_run or not changed:
        return
    history.require_kept(changed)
    if not yes:
        typer.confirm("Make these versions live?", abort=True, err=True)
    _note(deployment, history, target, changed)
    with stopping(lambda: "Some functions may have changed. Run this command again to change the rest."):
        code.move(changed)
    say(f"The deploy of {instant(target.at)} is live.")


def _read(code: LiveCode) -> CodeHistory:
    deployed = code.deployed()
    published = code.published(deployed)
    return CodeHistory(code.logical_names(), code.live(deployed), published, code.deploys(deployed, published))


def _target(deployment: Deployment, history: CodeHistory, to: str | None) -> Deploy:
    if to is None:
        return previous(history.known, _rollbacks(deployment))
    return history.newest if to == LATEST else newest_at(history.known, moment(to))


def _rollbacks(deployment: Deployment) -> Iterator[tuple[float, float]]:
    """Yield the time of each rollback in the audit log, and that of the deploy that it made live, latest first."""
    for entry in deployment.audit().newest(RECENT):
        if entry.operation in ("roll back", "roll forward"):
            yield entry.at, moment(entry.subject.removeprefix(SUBJECT))


def _note(deployment: Deployment, history: CodeHistory, target: Deploy, changed: Versions) -> None:
    operation = "roll back" if target.at < history.newest.at else "roll forward"
    deployment.note(operation, _subject(target), history.summary(changed))


def _subject(deploy: Deploy) -> str:
    return f"{SUBJECT}{instant(deploy.at)}"


def _print(code: LiveCode, history: CodeHistory, target: Deploy, changed: Versions) -> None:
    say(f"Deploys: {', '.join(instant(deploy.at) for deploy in history.known)}")
    if not changed:
        say(f"The deploy of {instant(target.at)} is live already. Nothing changes.")
        return
    say(f"To make the deploy of {instant(target.at)} live, these functions change:")
    print_table(HEADS, history.rows(changed))
    if variables := sorted(_variables(code, history.live, changed)):
        say(f"Variables that change: {', '.join(variables)}")
    say(UNCHANGED)


def _variables(code: LiveCode, live: Versions, changed: Versions) -> set[str]:
    """Return the names of the environment variables that differ between the versions."""
    names: set[str] = set()
    for name, version in changed.items():
        before, after = code.variables(name, live[name]), code.variables(name, version)
        names |= {variable for variable, _ in before.items() ^ after.items()}
    return names
