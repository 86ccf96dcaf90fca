"""A stack of a release becomes today's while deliveries come: nothing is lost, and all that waited goes on, once."""

import shutil
from collections import Counter
from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest
from tests.support.bundle import USERS, WORKER, copy_of_bundle, put
from tests.support.filled_stacks import UNREAD, waiting_stack
from tests.support.releases import RELEASES, copy_of_release
from tests.support.updated_stacks import CONSUMERS, FUNCTIONS, SOON, Stack, Update, declare_parameter, mend

pytestmark = pytest.mark.timeout(600)

LIBRARY = Path("layers", "core", "storehook")

OLDEST = RELEASES[0]
"""Release to update from. A user may update after years."""


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Generator[Stack]:
    """A stack of the oldest release, its template, functions and library, with something wherever things can wait."""
    project, folder = copy_of_release(OLDEST, tmp_path_factory.mktemp("released")), tmp_path_factory.mktemp("noted")
    put(project / LIBRARY / "timer" / "timer.py", *SOON)
    declare_parameter(project)
    with waiting_stack(project, folder) as stack:
        yield stack


@pytest.fixture(scope="module")
def update(running: Stack, tmp_path_factory: pytest.TempPathFactory) -> Update:
    """Today's version is deployed over it, with an action that its author has mended."""
    project = running.deployed.stack.project
    become(project, copy_of_bundle(tmp_path_factory.mktemp("today")))
    declare_parameter(project)
    mend(project)
    return running.update()


@pytest.fixture(scope="module")
def began(update: Update, running: Stack) -> Counter[str]:
    """Started attempts by run, once the runs from before the update and the later ones have completed."""
    return running.complete()


def become(project: Path, today: Path) -> None:
    """Make a project today's, but for what is its author's."""
    for users in USERS:
        path = today / WORKER / users
        shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
    shutil.rmtree(project / LIBRARY)
    shutil.copytree(today, project, dirs_exist_ok=True)
    put(project / LIBRARY / "runs" / "run.py", "\nLATE = 300.0\n", "\nLATE = 301.0\n")  # on the day of a release, too


def test_every_address_and_name_is_the_same_after_an_update(update: Update) -> None:
    before, after = dict(update.before.outputs), dict(update.after.outputs)

    assert before.pop("Version") == OLDEST.parent.name
    assert before.items() <= after.items()


def test_secrets_are_as_they_were_and_the_key_opens_what_it_has_closed(update: Update) -> None:
    assert None not in update.before.secrets
    assert update.after.secrets == update.before.secrets


def test_all_that_was_there_is_there_and_waits_where_it_waited(update: Update) -> None:
    contents = update.before.contents

    assert (contents.stores, contents.records, contents.dead_letters) == (3, 2, 1)
    assert contents.waiting >= UNREAD
    assert update.is_whole


def test_what_comes_while_it_is_updated_is_accepted(update: Update) -> None:
    assert len(update.came.accepted) > 5
    assert set(update.came.answers) <= {200, 503}


@pytest.mark.parametrize("function", FUNCTIONS)
def test_a_function_moves_to_its_next_version_and_its_layers_at_once(update: Update, function: str) -> None:
    before, after = (each.live[function] for each in (update.before, update.after))

    assert after.version != before.version
    assert after.layers
    assert after.layers.isdisjoint(before.layers)


@pytest.mark.usefixtures("update")
def test_whatever_reads_a_queue_reads_it_for_an_alias(running: Stack) -> None:
    sources = [each["FunctionArn"] for each in running.sources()]

    assert len(sources) == 3
    assert all(each.endswith(":live") for each in sources)


@pytest.mark.usefixtures("update")
@pytest.mark.parametrize("function", CONSUMERS)
def test_the_authors_own_parameter_reaches_the_actions(running: Stack, function: str) -> None:
    functions: Any = running.deployed.stack.emulator.client("lambda")
    name = running.deployed.info.outputs[function]
    configuration = functions.get_function_configuration(FunctionName=name, Qualifier="live")

    assert configuration["Environment"]["Variables"]["ERP_URL"] == "https://erp.example"


def test_all_that_waited_and_what_came_since_completes_and_nothing_runs_twice(
    began: Counter[str], running: Stack
) -> None:
    """Although everything was delivered once more."""
    assert began == running.tries
    assert running.deployed.dead_letters() == []


@pytest.mark.usefixtures("began")
def test_what_a_record_owed_its_author_before_the_update_it_gives_after_it(running: Stack) -> None:
    assert (running.folder / "changed").read_text() == "True"


@pytest.mark.usefixtures("began")
def test_of_a_store_that_was_purged_before_nothing_is_kept_after(running: Stack) -> None:
    assert running.purged not in {run.key.store_hash for run in running.runs()}
