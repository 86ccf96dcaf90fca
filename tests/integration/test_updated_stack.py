"""The next version is deployed over a running stack: nothing is lost, and all that waited goes on, once."""

import shutil
from collections.abc import Generator
from pathlib import Path

import pytest
from tests.support.bundle import copy_of_bundle, put
from tests.support.releases import RELEASES
from tests.support.repository import ROOT
from tests.support.updated_stacks import FUNCTIONS, SOON, Stack, Update, mend, waiting_stack

pytestmark = pytest.mark.timeout(600)

LIBRARY = Path("layers", "core", "storehook")


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Generator[Stack]:
    """A stack of the latest release's template, over today's code, with something wherever things can wait."""
    project, folder = copy_of_bundle(tmp_path_factory.mktemp("updated")), tmp_path_factory.mktemp("noted")
    shutil.copy(RELEASES[-1], project)
    put(project / LIBRARY / "timer" / "timer.py", *SOON)
    with waiting_stack(project, folder) as stack:
        yield stack


@pytest.fixture(scope="module")
def update(running: Stack) -> Update:
    """Today's template is deployed over it, with a library that differs and an action that has been mended."""
    project = running.deployed.stack.project
    shutil.copy(ROOT / "template.yaml", project)
    put(project / LIBRARY / "runs" / "run.py", "\nLATE = 300.0\n", "\nLATE = 301.0\n")
    mend(project)
    return running.update()


def test_every_address_and_name_is_the_same_after_an_update(update: Update) -> None:
    assert update.before.outputs.items() <= update.after.outputs.items()


def test_secrets_are_as_they_were_and_the_key_opens_what_it_has_closed(update: Update) -> None:
    assert None not in update.before.secrets
    assert update.after.secrets == update.before.secrets


def test_all_that_was_there_is_there_and_waits_where_it_waited(update: Update) -> None:
    contents = update.before.contents

    assert (contents.stores, contents.records, contents.waiting, contents.dead_letters) == (2, 1, 3, 1)
    assert update.after.contents == contents


@pytest.mark.parametrize("function", FUNCTIONS)
def test_a_function_moves_to_its_next_version_and_its_layers_at_once(update: Update, function: str) -> None:
    before, after = (each.live[function] for each in (update.before, update.after))

    assert after.version != before.version
    assert len(after.layers) == len(after.layers - before.layers) == 2


@pytest.mark.usefixtures("update")
def test_whatever_reads_a_queue_reads_it_for_an_alias(running: Stack) -> None:
    sources = [each["FunctionArn"] for each in running.sources()]

    assert len(sources) == 3
    assert all(each.endswith(":live") for each in sources)


@pytest.mark.usefixtures("update")
def test_all_that_waited_and_what_comes_now_completes_with_the_next_version_and_nothing_runs_twice(
    running: Stack,
) -> None:
    began = running.complete()

    assert began == running.tries
    assert running.deployed.dead_letters() == []
