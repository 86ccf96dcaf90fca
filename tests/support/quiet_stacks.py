"""Local stacks of tests, on free ports and without progress messages."""

from pathlib import Path

from tests.support.bundle import free_port
from tests.support.terminals import quiet_progress

from storehook_cli.local.local_stack import LocalStack


def quiet_stack(project: Path, *, retry_factor: float = 1.0) -> LocalStack:
    """Return the stack of a project, which `with` builds, deploys and stops.

    Args:
        project: the folder of template.yaml.
        retry_factor: multiplies the time between the stand-in store's attempts at a delivery.
    """
    return LocalStack(
        project,
        project / ".local",
        aws_port=free_port(),
        sandbox_port=0,
        retry_factor=retry_factor,
        progress=quiet_progress(),
    )
