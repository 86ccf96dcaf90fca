"""Have back what a deleted stack has left behind."""

from typing import Annotated

import typer

from storehook_cli.commands.parameters import DryRun
from storehook_cli.stack.options import on_deleted_stack
from storehook_cli.stack.restoration import DeletedStack, Restoration
from storehook_cli.views.printing import print_table, say, waiting


@on_deleted_stack
def restore(
    restoration: Restoration,
    *,
    stack_id: Annotated[
        str | None, typer.Option(metavar="ARN", help="The deleted stack, if it is not the newest.")
    ] = None,
    dry_run: DryRun = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
) -> None:
    """Have a deleted stack's tables, secrets and key back.

    They outlive a stack with Protected=true. A new stack of its name is made of them; `sam deploy` then adds all else.
    A deploy without this makes empty ones.
    """
    name = restoration.stack_name
    if status := restoration.status():
        say(f"The stack {name!r} is there ({status}): nothing was done. To have a deleted one's back, delete it first.")
        return
    with waiting("Looking for the deleted stack"):
        deleted = restoration.deleted_stack(stack_id)
    _print(deleted)
    if dry_run:
        return
    if not yes:
        typer.confirm(f"Make the stack {name!r} of these?", abort=True, err=True)
    with waiting("Importing them"):
        restoration.restore(deleted)
    say(f"Made the stack {name!r} of them. Now run `sam deploy` as before, which adds all else.")


def _print(deleted: DeletedStack) -> None:
    say(f"{deleted.stack_id}, made {deleted.created_at.isoformat(timespec='seconds')}, has left behind:")
    print_table(["kept", "as"], [(each.logical_id, each.physical_id) for each in deleted.kept])
