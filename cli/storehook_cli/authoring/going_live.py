"""An edit of functions/worker on its way into the local stack."""

from pathlib import Path

from storehook_cli.authoring import checking
from storehook_cli.errors import CommandError
from storehook_cli.stack import worker_code
from storehook_cli.stack.deployment import Deployment
from storehook_cli.stack.locks import waiting_for


def go_live(deployment: Deployment, project: Path, state: Path) -> tuple[str, ...]:
    """Check the code, build it and have the functions run it. If it is not sound, they go on with what they have.

    Args:
        deployment: the local stack.
        project: the folder of template.yaml.
        state: where builds go.

    Returns:
        The names of the actions.

    Raises:
        CommandError: the code cannot be imported, the message naming file and line; or it cannot be built.
        ClientError: the local AWS refuses.
    """
    with waiting_for(state / "worker.lock"):
        found = checking.require_sound(project)
        worker_code.build(project, state)
        if found.missing:  # it has been built by now
            found = checking.check(project, worker_code.build_folder(state))
        if found.problem:
            raise CommandError(found.problem)
        worker_code.replace_code(deployment, worker_code.build_folder(state))
    return found.actions
