"""`storehook restore`: restore a deleted stack."""

from typing import Annotated

import typer

from storehook_cli.commands.parameters import DryRun, Yes
from storehook_cli.errors import CommandError
from storehook_cli.stack import remedies
from storehook_cli.stack.options import on_deleted_stack
from storehook_cli.stack.restoration import DeletedStack, Restoration
from storehook_cli.views.printing import print_table, say, stopping, waiting

_LOOK = "To see if the stack exists, run this command again."


@on_deleted_stack
def restore(
    restoration: Restoration,
    *,
    stack_id: Annotated[str | None, typer.Option(metavar="ARN", help="The deleted stack. Default: the newest.")] = None,
    dry_run: DryRun = False,
    yes: Yes = False,
) -> None:
    """Restore the tables, secrets and key of a deleted stack.

    They survive the deletion of a stack with Protected=true. This command creates a stack of the same name from them.
    Deploy afterwards, to add the rest. If you deploy first, the new stack has empty tables.
    """
    name = restoration.stack_name
    if status := restoration.status():
        if broken := restoration.broken():
            raise CommandError(f"Nothing was restored. {remedies.explanation(broken)}")
        say(f"The stack {name!r} exists ({status}), so nothing was restored. To restore a deleted one, delete it.")
        return
    with waiting("Looking for the deleted stack"):
        deleted = restoration.deleted_stack(stack_id)
    _print(deleted)
    if dry_run:
        return
    if not yes:
        typer.confirm(f"Create the stack {name!r} from these?", abort=True, err=True)
    restoration.note(deleted)
    with stopping(lambda: f"An import that has started continues. {_LOOK}"), waiting("Importing the resources"):
        restoration.restore(deleted)
    say(f"Restored the stack {name!r}. Now deploy it as before, to add the rest.")


def _print(deleted: DeletedStack) -> None:
    say(f"{deleted.stack_id}, created {deleted.created_at.isoformat(timespec='seconds')}, left these resources:")
    print_table(["RESOURCE", "NAME"], [(resource.logical_id, resource.physical_id) for resource in deleted.kept])
