"""Everything public has a docstring with an example, and every example runs and does what it says."""

import ast
import importlib
import re
from collections.abc import Iterator
from decimal import Decimal
from inspect import getsource
from textwrap import dedent
from types import ModuleType
from typing import Any

import pytest

import storehook
from storehook import Context, Model, Params, StorehookError, action, errors, payloads, testing
from storehook.records import declaration
from storehook.testing import ActionEnvironment, FakeStoreClient
from storehook_cli.authoring.sample_payloads import concrete, sample_params

INTERNAL = {"without_current_store"}
"""Methods that are public to storehook alone."""

NEVER_MET = {errors.AttemptLost}
"""It is recorded in the place of an attempt that cannot see anything any more."""

BLOCK = re.compile(r"```python\n(.*?)```", re.DOTALL)
CLAIM = re.compile(r"  # ([A-Z]\w+)(?=[:;,]|$)", re.MULTILINE)
"""A comment that says which error its line raises."""


def docstrings(module: ModuleType) -> Iterator[tuple[str, str]]:
    """The docstring of the module, and of everything in it, by the name within the module."""
    tree = ast.parse(getsource(module))
    yield "", ast.get_docstring(tree) or ""
    yield from _docstrings_in(tree, "")


def _docstrings_in(tree: ast.Module | ast.ClassDef, prefix: str) -> Iterator[tuple[str, str]]:
    for node, following in zip(tree.body, [*tree.body[1:], None], strict=True):
        match node, following:
            case ((ast.ClassDef() | ast.FunctionDef()), _):
                yield prefix + node.name, ast.get_docstring(node) or ""
                if isinstance(node, ast.ClassDef):
                    yield from _docstrings_in(node, f"{prefix}{node.name}.")
            case ast.TypeAlias(name=name), ast.Expr(value=ast.Constant(value=str(text))):
                yield prefix + name.id, text
            case _:
                pass


def below(*bases: type) -> set[type]:
    """The classes that are made from these."""
    return {each for base in bases for sub in base.__subclasses__() for each in (sub, *below(sub))}


def public() -> list[tuple[str, str]]:
    """Everything that must have an example: its module, and its name there."""
    exported = [getattr(storehook, name) for name in storehook.__all__]
    met = {each for each in below(errors.DeclarationError, errors.RunError) if each.__module__ == errors.__name__}
    models = [payloads.Payload, *(model for model in below(payloads.Payload) if model.__module__ == payloads.__name__)]
    found = {*exported, *(met - NEVER_MET), *models, *(getattr(testing, name) for name in testing.__all__)}
    names = {(each.__module__, each.__name__) for each in found}
    for kind in (Context, ActionEnvironment, FakeStoreClient):
        methods = {name for name, value in vars(kind).items() if callable(value) or isinstance(value, property)}
        names |= {(kind.__module__, f"{kind.__name__}.{name}") for name in methods if not name.startswith("_")}
    return sorted(name for name in names if name[1].split(".")[-1] not in INTERNAL)


PUBLIC = public()
MODULES = sorted({name for name, _ in PUBLIC} | {each.__name__ for each in (storehook, errors, payloads, testing)})
DOCSTRINGS = {
    (name, owner): text for name in MODULES for owner, text in docstrings(importlib.import_module(name)) if text
}
EXAMPLES = [
    pytest.param(owner, dedent(code), id=f"{module}.{owner}".strip("."))
    for (module, owner), text in DOCSTRINGS.items()
    for code in BLOCK.findall(dedent(text))
]


@pytest.fixture
def shared(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """Names that examples use without an import: storehook's, and those that their modules describe."""
    monkeypatch.setattr(declaration, "_models", {})  # the models of examples take no name away from others
    given: list[tuple[Params, Context]] = []

    class Order(Model):
        staff_notes: str = ""
        total: Decimal = Decimal(0)
        details: dict[str, Any] = {}  # noqa: RUF012 - pydantic copies it

    @action()
    def send_invoice(params: Params, ctx: Context) -> int:
        return params.id

    @action(webhooks=["store/order/updated"])
    def sync_order(params: Params, ctx: Context) -> None:
        given.append((params, ctx))
        order = ctx.connections.bigcommerce.current.v2.get("/orders/{order_id}", order_id=params.id)
        assert order is not None
        ctx.records(Order).upsert(params.id, staff_notes=order["staff_notes"])

    environment = ActionEnvironment(actions=(send_invoice,), secrets={"mailchimp": "us6-key"})
    store = scripted(environment.store)
    environment.records(Order).create(113)
    environment.run(sync_order, event="the event", type="order", id=113)
    store.calls.clear()
    params, ctx = given[0]
    told = {"params": params, "ctx": ctx, "sync_order": sync_order, "Order": Order, "store": store}
    exported = {name: getattr(storehook, name) for name in storehook.__all__}
    return exported | vars(payloads) | told | {"environment": environment, "__name__": "example"}


def scripted(store: FakeStoreClient) -> FakeStoreClient:
    """A store that answers what examples ask for: some of it with errors."""
    store.answers("GET", "/v2/orders/113", {"id": 113, "staff_notes": "", "total_inc_tax": "0.0000"})
    store.answers("PUT", "/v2/orders/113", {"id": 113})
    store.answers("POST", "/v2/orders/113/shipments", "down", status=503)
    store.answers("PUT", "/v3/catalog/products/180", {"title": "invalid", "errors": {"price": "below 0"}}, status=422)
    store.answers("GET", "/v3/customers", {"title": "You don't have a required scope"}, status=403)
    store.answers_list("/v3/catalog/products", [{"name": "Mug"}])
    return store


def run(code: str, names: dict[str, Any]) -> set[str]:
    """Run an example, and the actions that it declares on an event of theirs. Gives the names of what it raised."""
    before = set(map(id, names.values()))
    try:
        exec(compile(code, "<example>", "exec"), names)  # noqa: S102 - they are our own
        for function in [each for each in names.values() if id(each) not in before]:
            declared = getattr(function, "__storehook_action__", None)
            for scope in getattr(declared, "webhooks", ()):
                attempt(function, scope, names["environment"], waits=bool(getattr(declared, "waits_for", ())))
    except StorehookError as error:
        return {each.__name__ for each in type(error).__mro__}
    return set()


def attempt(function: Any, scope: str, environment: ActionEnvironment, *, waits: bool) -> None:
    """Run an action on an event of a scope. An action that waits needs an environment where time passes."""
    event = sample_params(concrete(scope))
    if waits:
        ActionEnvironment(actions=(function,)).send(scope, **event)
    else:
        environment.run(function, event=f"of {scope}", **event)


@pytest.mark.parametrize("name", PUBLIC, ids=".".join)
def test_whatever_is_public_has_an_example(name: tuple[str, str]) -> None:
    assert BLOCK.search(DOCSTRINGS.get(name, ""))


@pytest.mark.parametrize(("owner", "code"), EXAMPLES)
def test_an_example_runs_and_raises_only_what_it_names(owner: str, code: str, shared: dict[str, Any]) -> None:
    raised = run(code, shared)

    claimed = set(CLAIM.findall(code))
    assert claimed <= raised
    assert not raised or raised & {*re.findall(r"\w+", code), owner}


@pytest.mark.parametrize("error", [each for each in vars(errors).values() if isinstance(each, type)])
def test_every_error_says_what_it_is(error: type) -> None:
    assert error.__doc__
