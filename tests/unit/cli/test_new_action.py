"""Actions of `storehook new action`: for every scope, they accept the scope's events and no others."""

import runpy
from collections.abc import Callable
from pathlib import Path

import pytest

from storehook.errors import ParamsInvalid
from storehook.payloads import Payload
from storehook.testing import ActionEnvironment
from storehook.webhooks import scopes
from storehook_cli.authoring import new_action, new_project, project
from storehook_cli.authoring.sample_payloads import payload

SCOPES = [*sorted(scopes.known()), "store/channel/7/order/created", "store/channel/7/cart/*"]

type Actions = dict[str, Callable[..., object]]


@pytest.fixture(scope="module")
def actions(project_sources: Path, tmp_path_factory: pytest.TempPathFactory) -> Actions:
    """The action that a new project gets for every scope."""
    folder = tmp_path_factory.mktemp("authoring") / "my-app"
    new_project.write(folder)
    names = {scope: f"action_{number}" for number, scope in enumerate(SCOPES)}
    for scope, name in names.items():
        new_action.write(folder, name, scope)
    return {scope: runpy.run_path(str(folder / project.ACTIONS / f"{name}.py"))[name] for scope, name in names.items()}


def test_the_params_have_the_type_of_the_scope(actions: Actions) -> None:
    assert {scope: action.__annotations__["params"] for scope, action in actions.items()} == {
        scope: payload(scope) for scope in SCOPES
    }


def test_an_event_without_what_every_event_of_the_scope_has_is_refused_at_once(actions: Actions) -> None:
    assert {scope for scope, action in actions.items() if not refuses_an_empty_event(action)} == {
        scope for scope in SCOPES if payload(scope) is Payload
    }


def refuses_an_empty_event(action: Callable[..., object]) -> bool:
    try:
        ActionEnvironment().run(action)
    except ParamsInvalid:
        return True
    return False
