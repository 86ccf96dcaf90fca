"""`storehook deploy`: deploy this folder to AWS, or to the stack of `make run`."""

import sys
import time
from importlib.metadata import version
from pathlib import Path
from typing import Annotated

import typer

from storehook_cli.authoring import checking
from storehook_cli.authoring.going_live import go_live
from storehook_cli.authoring.safety import require_safe
from storehook_cli.errors import CommandError
from storehook_cli.stack import broken_stack, bundle, context, deploy_note, remedies, rollback_end, sam_config
from storehook_cli.stack.deployment import Deployment, on_this_machine
from storehook_cli.stack.options import LOCAL_STATE, StackOptions, in_context
from storehook_cli.stack.sam_config import SamConfig
from storehook_cli.views.printing import say_beside, stopping
from storehook_cli.views.progress import ProgressPrinter


def deploy(
    *,
    config_env: Annotated[str | None, typer.Option(metavar="ENV", help="Environment in samconfig.toml.")] = None,
    local: Annotated[
        bool, typer.Option("--local", help="Deploy actions and models to the stack of `make run`.")
    ] = False,
    yes: Annotated[
        bool, typer.Option("--yes", "-y", help="Don't ask for confirmation. Overrides samconfig.toml.")
    ] = False,
) -> None:
    """Check, build and deploy this folder, with sam.

    With --local, or after `storehook use local`, deploys actions and models to the stack of `make run`. That stack also
    deploys them after each edit anyway.
    """
    folder, progress = Path.cwd(), ProgressPrinter()
    chosen = in_context(StackOptions(config_env=config_env, local=local), context.read(folder))
    if chosen.local:
        with progress.busy("Updating the functions"):
            return go_live_shown(on_this_machine(folder / LOCAL_STATE), folder, progress)
    return _to_aws(folder, chosen.config_env or sam_config.DEFAULT, progress, asks=not yes)


def go_live_shown(deployment: Deployment, folder: Path, progress: ProgressPrinter) -> None:
    """Deploy a folder's actions to the local stack, and print their names."""
    started = time.monotonic()
    names = go_live(deployment, folder, folder / LOCAL_STATE)
    progress.done(f"Live: {', '.join(names) or 'no action'}", time.monotonic() - started)


def _to_aws(folder: Path, environment: str, progress: ProgressPrinter, *, asks: bool) -> None:
    config, of_environment = sam_config.read(folder, environment), ["--config-env", environment]
    bundle.require_sam()
    broken = broken_stack.find(config.stack_name, config.region)
    if broken and not broken.can_be_deployed:
        raise CommandError(remedies.explanation(broken))
    with progress.step("Checked your actions, settings, permissions and template"):
        checking.require_sound(folder)
        require_safe(folder)
    with progress.step("Built the bundle with sam build"):
        bundle.sam(["build", *of_environment], project=folder)
    with stopping(lambda: "A deployment that has started continues in CloudFormation. Deploy again when it has ended."):
        _deploy(["deploy", *of_environment, *([] if asks else ["--no-confirm-changeset"])], folder, config, asks=asks)
    progress.done(f"Deployed. To examine the stack: storehook doctor{_named(environment)}")


def _deploy(arguments: list[str], folder: Path, config: SamConfig, *, asks: bool) -> None:
    """Run `sam deploy`, and make its code live even if the stack was rolled back.

    If it fails and leaves a stack that cannot be deployed again, say how to fix that.
    """
    before = rollback_end.rolled_back(config)
    _note(config)
    try:
        bundle.sam_shown(arguments, project=folder)
    except CommandError as error:
        rollback_end.keep(config, before)
        if broken := broken_stack.find(config.stack_name, config.region):
            raise CommandError(f"{error}\n{remedies.explanation(broken)}") from error
        raise
    rollback_end.end(config, lambda: not asks or _wants_rollback_to_end())


def _note(config: SamConfig) -> None:
    if problem := deploy_note.note(config, f"by storehook {version('storehook')}"):
        say_beside(f"The audit log has no entry about this deploy. {problem} CloudTrail records it.")


def _wants_rollback_to_end() -> bool:
    """Ask in a terminal. `sam` succeeds without a deploy if the user declines its change set there."""
    return not is_in_terminal() or typer.confirm("The stack is still rolled back. Make the newest deploy live?")


def is_in_terminal() -> bool:
    """Return whether a user can answer."""
    return sys.stdin.isatty()


def _named(environment: str) -> str:
    return "" if environment == sam_config.DEFAULT else f" --config-env {environment}"
