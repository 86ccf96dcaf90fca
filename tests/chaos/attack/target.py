"""Target of the attack: the built bundle, deployed on this machine with every function at DEBUG."""

import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from tests.support.bundle import add_tests_worker, copy_of_bundle, put
from tests.support.deployed import Deployed
from tests.support.quiet_stacks import quiet_stack


@contextmanager
def attacked_stack() -> Generator[Deployed]:
    """Build and deploy the target. Stop it and delete its folder when the attack is over."""
    with tempfile.TemporaryDirectory(prefix="storehook-attack-") as folder:
        project = copy_of_bundle(Path(folder))
        add_tests_worker(project)
        put(project / "template.yaml", "    Default: INFO\n", "    Default: DEBUG\n")  # of LogLevel
        put(project / "template.yaml", "rate(15 minutes)", "rate(1 day)")  # its messages would look like ours
        _log_all(project / "layers" / "core" / "storehook" / "__init__.py")
        with quiet_stack(project, retry_factor=0.01) as stack:
            deployed = Deployed(stack)
            yield deployed
            deployed.http.close()


def _log_all(package: Path) -> None:
    """Make every library log from DEBUG on. AWS's runtime does that, and the local one doesn't.

    Source: awslambdaric, bootstrap.py, `_setup_logging`.
    """
    package.write_text(package.read_text() + LOG_ALL)


LOG_ALL = """
import logging, os, sys
if "AWS_LAMBDA_FUNCTION_NAME" in os.environ:
    logging.basicConfig(stream=sys.stdout, level="DEBUG")
"""
