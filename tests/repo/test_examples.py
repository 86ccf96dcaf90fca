"""Each option of `@action` has an example, which the reference quotes."""

import inspect

from tests.support.repository import ROOT

import storehook


def test_every_option_of_an_action_has_an_example_that_sets_it() -> None:
    options = [*inspect.signature(storehook.action).parameters]
    examples = {path.parent.name: path.read_text() for path in (ROOT / "docs/examples").glob("*/action.py")}

    assert [option for option in options if f"{option}=" not in examples.get(option, "")] == []
