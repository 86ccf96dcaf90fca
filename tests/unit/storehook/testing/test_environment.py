"""Actions and models are tried out with the tools that they will have."""

import pytest

from storehook import Context, Model, Params, action
from storehook.errors import NoCurrentStore
from storehook.testing import ActionEnvironment


class Reconciliation(Model):
    """A model whose hook looks for the store in both ways."""

    found: str = ""

    def on_success(self, ctx: Context) -> None:
        with pytest.raises(NoCurrentStore, match="for_store_hash"):
            _ = ctx.connections.bigcommerce.current
        assert ctx.connections.bigcommerce.for_store_hash(self.store_hash).v2.get("/store") == {"name": "Mugs"}


@action(webhooks=["store/customer/created"])
def reconciliation(params: Params, ctx: Context) -> None:
    assert ctx.connections.bigcommerce.current_store_hash == params.storeHash
    ctx.records(Reconciliation).upsert(params.id, found="yes")
    ctx.enqueue("follow_up", {"customer": params.id})


@action()
def follow_up(params: Params, ctx: Context) -> object:
    with pytest.raises(NoCurrentStore):
        _ = ctx.connections.bigcommerce.current_store_hash
    return ctx.connections.bigcommerce.for_store_hash(params.storeHash).v2.get("/store")


@pytest.fixture
def stage() -> ActionEnvironment:
    stage = ActionEnvironment(actions=(follow_up,))
    stage.store.answers("GET", "/v2/store", {"name": "Mugs"})
    return stage


def test_a_models_hook_has_no_current_store_and_finds_it_by_its_hash(stage: ActionEnvironment) -> None:
    stage.run(reconciliation, type="customer", id=32)

    assert stage.records(Reconciliation).get(32).found == "yes"
    assert len(stage.store.calls) == 1


def test_what_an_action_enqueues_can_be_looked_at(stage: ActionEnvironment) -> None:
    stage.run(reconciliation, type="customer", id=32)

    assert stage.enqueued == [("follow_up", {"customer": 32})]


def test_an_enqueued_action_has_no_current_store_and_finds_it_by_its_hash(stage: ActionEnvironment) -> None:
    assert stage.run(follow_up, kind="action", customer=32) == {"name": "Mugs"}
