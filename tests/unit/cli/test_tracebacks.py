"""The traceback of a failed run: what its author wrote is seen, what the library did is counted."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.support.runs import run
from tests.support.storehook_command import MemoryStack, Storehook

from storehook_cli.views.tracebacks import folded

HEAD = "Traceback (most recent call last):\n"
CHAINED = "\nDuring handling of the above exception, another exception occurred:\n\n"


def frame(path: str, name: str) -> str:
    return f'  File "{path}", line 9, in {name}\n    order = get()\n            ^^^^^\n'


OURS = frame("/opt/python/storehook/bigcommerce/client.py", "get")


def test_frames_of_the_library_are_counted() -> None:
    told = folded(HEAD + frame("/var/task/actions/sync.py", "sync") + OURS * 4)

    assert told == HEAD + frame("actions/sync.py", "sync") + "  … 4 frames of storehook\n"


def test_each_exception_of_a_chain_is_folded_by_itself() -> None:
    told = folded(HEAD + frame("/var/task/a.py", "a") + OURS + "KeyError: 1\n" + CHAINED + HEAD + OURS + OURS)

    mine = frame("a.py", "a")
    assert told == f"{HEAD}{mine}  … 1 frame of storehook\nKeyError: 1\n{CHAINED}{HEAD}  … 2 frames of storehook\n"


def test_where_the_author_has_no_frame_the_librarys_are_shown() -> None:
    assert folded(HEAD + OURS) == HEAD + OURS


def test_a_traceback_whose_beginning_was_cut_off_is_told_as_far_as_it_goes() -> None:
    told = folded(
        'tions/sync.py", line 1, in sync\n    work()\n' + frame("/var/task/models/order.py", "on_saved") + OURS
    )

    assert told.startswith('tions/sync.py", line 1, in sync\n    work()\n  File "models/order.py"')
    assert told.endswith("  … 1 frame of storehook\n")


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        ("/var/task/actions/sync.py", "actions/sync.py"),
        ("/var/task/requests/api.py", "requests/api.py"),
        ("/var/lang/lib/python3.13/json/decoder.py", "json/decoder.py"),
        ("/srv/ministack-lambda-x-y-1a/code/actions/sync.py", "actions/sync.py"),
        ("/home/me/shop/functions/worker/actions/sync.py", "actions/sync.py"),
        ("<string>", "<string>"),
    ],
)
def test_a_path_begins_in_the_folder_that_its_author_knows(path: str, shown: str) -> None:
    assert folded(frame(path, "sync")) == frame(shown, "sync")


@pytest.mark.parametrize(
    "path",
    [
        "/opt/python/requests/sessions.py",
        "/srv/ministack-lambda-x-y-1a/layer_0/python/storehook/actions/calls.py",
        "/home/me/shop/layers/core/storehook/actions/calls.py",
    ],
)
def test_what_is_in_the_layer_is_the_librarys(path: str) -> None:
    assert "… 1 frame of storehook" in folded(frame("/var/task/a.py", "a") + frame(path, "get"))


@given(st.text())
def test_a_text_without_frames_is_left_alone(text: str) -> None:
    assert folded(text.replace("File", "")) == text.replace("File", "")


def test_a_failed_run_is_shown_with_it(
    storehook: Storehook, memory_stack: MemoryStack, compiled: Callable[[], object]
) -> None:
    with pytest.raises(KeyError) as raised:
        compiled()
    failed = run(1, state="failed", error=raised.value)
    memory_stack.has_run(failed)

    output = storehook("runs", "show", "store1", "event-1", "sync_order").output

    assert 'File "actions/sync.py", line 1, in act' in output
    assert "… 1 frame of storehook" in output


@pytest.fixture
def compiled() -> Callable[[], object]:
    """An action that fails in the library."""
    names: dict[str, Callable[[], object]] = {}
    ours = compile("def get(): raise KeyError('a')", "/opt/python/storehook/client.py", "exec")
    exec(ours, names)  # noqa: S102 - the source is ours
    exec(compile("def act(): get()", "/var/task/actions/sync.py", "exec"), names)  # noqa: S102 - the source is ours
    return names["act"]
