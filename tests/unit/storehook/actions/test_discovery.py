"""Finding actions: every file of a folder, and a broken one is named."""

import importlib
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from storehook.actions.action import Registry, discover
from storehook.actions.params import Params
from storehook.errors import ActionImportError, DuplicateAction, UnknownScope

IMPORT = "from storehook import Context, Params, action\n\n\n"
PACKAGE = "some_actions"

type Discover = Callable[..., Registry]


def action_file(name: str, scope: str = "store/order/updated") -> str:
    return f"{IMPORT}@action(webhooks=['{scope}'])\ndef {name}(params: Params, ctx: Context) -> None:\n    pass\n"


@pytest.fixture
def found_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Discover]:
    """Discovers the actions in a folder with these files, given by name and content."""
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(sys, "dont_write_bytecode", True)

    def find(**files: str) -> Registry:
        folder = tmp_path / PACKAGE
        folder.mkdir()
        for name, text in {"__init__": "", **files}.items():
            (folder / f"{name}.py").write_text(text)
        return discover(importlib.import_module(PACKAGE))

    yield find
    for name in [name for name in sys.modules if name.split(".")[0] == PACKAGE]:
        del sys.modules[name]


def test_every_file_is_imported_and_its_actions_are_found(found_in: Discover) -> None:
    registry = found_in(orders=action_file("sync_order"), carts=action_file("sync_cart", "store/cart/*"))

    assert registry.scopes() == {"store/order/updated", "store/cart/*"}
    found = registry.get("sync_order")
    assert found is not None
    assert Path(found.place).name == "orders.py:4"


def test_an_empty_folder_has_no_actions(found_in: Discover) -> None:
    assert found_in().scopes() == set()


def test_a_file_that_begins_with_an_underscore_is_left_out(found_in: Discover) -> None:
    registry = found_in(_draft="raise RuntimeError('must not be imported')", orders=action_file("sync_order"))

    assert registry.scopes() == {"store/order/updated"}


def test_a_file_may_hold_several_actions_and_other_things(found_in: Discover) -> None:
    text = action_file("sync_order") + "\n\nLIMIT = 3\n\n\ndef plain(params, ctx): ...\n\n\n"
    registry = found_in(orders=text + action_file("sync_cart").removeprefix(IMPORT))

    assert [found.name for found in registry.matching("store/order/updated")] == ["sync_cart", "sync_order"]


def test_an_action_that_another_file_imports_is_found_once_where_it_is_written(found_in: Discover) -> None:
    registry = found_in(
        again=f"from {PACKAGE}.orders import sync_order", orders=action_file("sync_order") + "\nalias = sync_order\n"
    )

    found = registry.get("sync_order")
    assert found is not None
    assert Path(found.place).name == "orders.py:4"


def test_an_action_that_is_imported_from_a_file_that_is_left_out_is_left_out_too(found_in: Discover) -> None:
    registry = found_in(_draft=action_file("sync_order"), orders=f"from {PACKAGE}._draft import sync_order")

    assert registry.scopes() == set()


def test_two_actions_of_one_name_are_refused_with_both_their_files(found_in: Discover) -> None:
    with pytest.raises(DuplicateAction, match=r"'sync_order': in .*one\.py:4 and in .*two\.py:4"):
        found_in(one=action_file("sync_order"), two=action_file("sync_order"))


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("def broken(:", "SyntaxError"),
        ("import no_such_package", "ModuleNotFoundError: No module named 'no_such_package'"),
        ("1 / 0", "ZeroDivisionError: division by zero"),
        (action_file("sync", "store/order/update"), "UnknownScope: 'store/order/update' is not"),
    ],
)
def test_a_broken_file_is_named_with_the_reason(found_in: Discover, text: str, reason: str) -> None:
    with pytest.raises(ActionImportError) as refused:
        found_in(fine=action_file("sync_order"), wrong=text)

    assert str(refused.value).startswith(f"{PACKAGE}/wrong.py cannot be imported: {reason}")


def test_what_broke_a_file_is_the_cause_of_the_error(found_in: Discover) -> None:
    with pytest.raises(ActionImportError) as refused:
        found_in(wrong=action_file("sync", "store/order/update"))

    assert isinstance(refused.value.__cause__, UnknownScope)


def test_annotations_kept_as_text_are_understood(found_in: Discover) -> None:
    model = "class Order(BaseModel):\n    id: int\n\n\n"
    declared = "@action(webhooks=['store/order/updated'])\ndef sync(params: Order, ctx: Context) -> None:\n"
    head = "from __future__ import annotations\n\nfrom pydantic import BaseModel\n"
    registry = found_in(orders=f"{head}{IMPORT}{model}{declared}    assert params.id == 250\n")

    found = registry.get("sync")

    assert found is not None
    assert type(found.parse(Params(id="250"))).__name__ == "Order"
