"""What is attacked: the bundle as it is built, deployed on this machine with every function at DEBUG."""

import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from tests.support.bundle import add_tests_worker, copy_of_bundle, free_port, put
from tests.support.deployed import Deployed

from storehook_cli.local.local_stack import LocalStack
from storehook_cli.views.progress import QuietProgress


@contextmanager
def attacked_stack() -> Generator[Deployed]:
    """Build and deploy it; everything ends, and its folder goes, when the attack is over."""
    with tempfile.TemporaryDirectory(prefix="storehook-attack-") as folder:
        project = copy_of_bundle(Path(folder))
        add_tests_worker(project)
        put(project / "template.yaml", "    Default: INFO\n", "    Default: DEBUG\n")  # of LogLevel
        put(project / "template.yaml", "rate(15 minutes)", "rate(1 day)")  # what it queues is not to be taken for ours
        _log_all(project / "layers" / "core" / "storehook" / "__init__.py")
        stack = LocalStack(
            project,
            project / ".local",
            aws_port=free_port(),
            sandbox_port=0,
            retry_factor=0.01,
            progress=QuietProgress(),
        )
        with stack:
            deployed = Deployed(stack)
            yield deployed
            deployed.http.close()


def _log_all(package: Path) -> None:
    """Have every library write its lines from DEBUG on, as AWS's runtime does there, and the local one does not.

    Source: awslambdaric, bootstrap.py, `_setup_logging`.
    """
    package.write_text(package.read_text() + LOG_ALL)


LOG_ALL = """
import logging, os, sys
if "AWS_LAMBDA_FUNCTION_NAME" in os.environ:
    logging.basicConfig(stream=sys.stdout, level="DEBUG")
"""
