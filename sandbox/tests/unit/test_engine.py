"""The engine: its rules are about what is documented, and hold for every operation that it serves."""

from collections.abc import Iterator
from typing import Any

import pytest
from sandbox.tests.support import engine_paths
from sandbox.tests.support.busy_shop import keep_busy
from sandbox.tests.support.clocks import Clock
from sandbox.tests.support.sandbox_api import TOKEN

from bigcommerce_facts import Operation, Schema, load
from bigcommerce_sandbox import scopes
from bigcommerce_sandbox.engine.behaviour import BEHAVIOUR
from bigcommerce_sandbox.engine.call import Request
from bigcommerce_sandbox.engine.families import RULES, engine
from bigcommerce_sandbox.engine.model import Model

STORE = "/stores/abc123"
MODELS = [*engine().kinds]


def fields(model: Model) -> set[str]:
    """Return the names that an item of a kind may have in a body or an answer, and the links to its owners."""
    schemas = [model.item, *(operation.body for operation in model.operations if operation.body)]
    parts = [part for schema in schemas for part in (schema, schema.items) if part]
    alternatives = [name for part in parts for alternative in part.alternatives for name in alternative.properties]
    names = {name for part in parts for name in part.properties} | {*alternatives} | {*model.links.values()}
    return names | {"id", "owner_client_id", "resource_id"}


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.name)
def test_rules_name_fields_kinds_and_operations_that_are_documented(model: Model) -> None:
    rules, known = model.rules, fields(model)
    named = {name for unique in rules.unique for name in unique.fields} | {*rules.refers} | {*rules.defaults}
    named |= {name for limit in rules.limits for name in limit.per} | {*rules.derived} | {*rules.upsert_by}
    parameters = {name for operation in model.operations for name in operation.query}
    assert named - known == set()
    assert {name.partition(":")[0] for name in rules.filters} - {name.partition(":")[0] for name in parameters} == set()
    assert {*rules.unserved} - load().operations.keys() == set()
    assert not rules.like or rules.like in load().kinds


def test_rules_are_of_documented_kinds() -> None:
    assert RULES.keys() - load().kinds.keys() == set()


def test_events_of_rules_are_documented() -> None:
    sent = (event.scope.replace("{channel_id}", "{id}") for kind in RULES.values() for event in kind.events)
    known = {scope.rpartition("/")[0] for scope in scopes.known()}
    assert {scope.rpartition("/")[0] for scope in sent} - known == set()


def parameters() -> Iterator[tuple[Operation, str]]:
    for operation in engine_paths.operations("list", "count", "get", "show"):
        # No item has the value that the test looks for, so all of them pass what leaves it out.
        yield from ((operation, name) for name in operation.query if not name.endswith(":not_in"))


@pytest.mark.parametrize("operation", engine_paths.operations("list", "count", "get", "show"), ids=lambda o: o.name)
def test_a_parameter_that_is_not_documented_is_refused(api: Any, operation: Operation) -> None:
    for path in engine_paths.paths(api, operation)[:1]:
        answer = api.get(f"{STORE}{path}?colour=red")
        assert (answer.status_code, "'colour'" in answer.text) == (422, True)


def test_a_field_that_is_not_documented_is_refused(api: Any, clock: Clock) -> None:
    keep_busy(api)
    silent: list[str] = []
    for operation in engine_paths.operations("create", "bulk create", "update", "bulk update", "put", "upsert"):
        item = (operation.body and (operation.body.items or operation.body)) or Schema(properties={})
        body = [{"colour": "red"}] if operation.body and operation.body.items else {"colour": "red"}
        is_open = item.extra is not None or not (item.properties or item.alternatives)
        for path in [] if is_open else engine_paths.paths(api, operation)[:1]:
            clock.pass_by(1)
            answer = api.call(operation.method, STORE + path, json=body, is_checked=False)
            # v2 names one field alone, which may be a missing one.
            is_named = "colour" in answer.text or (operation.version == "v2" and "is missing" in answer.text)
            if answer.status_code not in (400, 422) or not is_named:
                silent.append(f"{operation.name} {answer.status_code} {answer.text}")
    assert silent == []


def test_every_answer_to_a_write_has_the_key_of_its_item() -> None:
    without = []
    for name, operation in engine().served.items():
        model = engine().kinds[operation.kind]
        answer = model.answered(operation).item
        is_shown = bool(answer and answer.properties and not answer.alternatives) and name not in BEHAVIOUR
        if operation.role in ("create", "update") and answer and is_shown:
            without += [name] if model.key in model.item.properties.keys() - answer.properties.keys() else []
    assert without == []


def test_every_filter_of_the_engine_chooses_or_is_refused(api: Any, clock: Clock) -> None:
    keep_busy(api)
    silent: list[str] = []
    for operation, name in parameters():
        for path in engine_paths.paths(api, operation)[:1]:
            clock.pass_by(1)
            everything = api.get(STORE + path)
            clock.pass_by(1)
            answer = api.get(STORE + path, params={name: "nothing-has-this"})
            if answer.is_success and answer.content == everything.content:
                silent.append(f"{operation.name} {name}")
    assert silent == []


def test_the_engine_answers_without_http(api: Any) -> None:
    brand = Request(method="POST", path="/v3/catalog/brands", body={"name": "Elm"})
    status, headers, body = api.sandbox.request("abc123", TOKEN, brand)
    assert (status, headers["Content-Type"], body["data"]["name"]) == (200, "application/json", "Elm")
    found = Request(method="GET", path="/v3/catalog/brands", query={"name": "Elm"})
    (read,) = api.sandbox.request("abc123", TOKEN, found)[2]["data"]
    read["meta_keywords"].append("changed by the caller")
    assert [item["meta_keywords"] for item in api.sandbox.request("abc123", TOKEN, found)[2]["data"]] == [[]]
    missing = Request(method="GET", path="/v3/catalog/brands/999")
    assert api.sandbox.request("abc123", TOKEN, missing)[0] == 404


def test_a_list_is_by_id_however_the_items_came_to_be_there(api: Any) -> None:
    items = api.sandbox.store("abc123").items
    items.fill("brands", [{"id": number, "name": f"Brand {number}"} for number in (90, 70)])
    items.put("brands", {"id": 50, "name": "Brand 50"})
    for query, ids in (("", [35, 50, 70, 90]), ("?id:min=50", [50, 70, 90]), ("?direction=desc", [90, 70, 50, 35])):
        assert [brand["id"] for brand in api.get(f"{STORE}/v3/catalog/brands{query}").json()["data"]] == ids


def metafield(api: Any, permission_set: str) -> str:
    note = {"key": "shelf", "namespace": "erp", "value": "A1", "permission_set": permission_set}
    (made,) = api.post(f"{STORE}/v3/catalog/brands/metafields", json=[note | {"resource_id": 35}]).json()["data"]
    return f"{STORE}/v3/catalog/brands/35/metafields/{made['id']}"


@pytest.fixture
def other(api: Any) -> str:
    """The token of another client."""
    account = {"client_id": "client-2", "client_secret": "other-secret", "access_token": "other-token"}
    answer = api.post("/_sandbox/stores/abc123/accounts", json=account)
    assert answer.is_success, answer.text
    return account["access_token"]


@pytest.mark.parametrize(
    ("permission_set", "read", "written"), [("app_only", 404, 404), ("read", 200, 403), ("write", 200, 200)]
)
def test_a_metafield_is_another_clients_as_its_permissions_say(
    api: Any, other: str, permission_set: str, read: int, written: int
) -> None:
    path = metafield(api, permission_set)
    assert api.get(path, token=other).status_code == read
    assert api.put(path, json={"value": "B2"}, token=other).status_code == written


def test_two_clients_may_each_have_a_metafield_of_one_key(api: Any, other: str) -> None:
    path = metafield(api, "read").rpartition("/")[0]
    note = {"key": "shelf", "namespace": "erp", "value": "B2", "permission_set": "read"}
    assert [api.post(path, json=note, token=token).status_code for token in (other, other)] == [200, 409]


def test_a_resource_has_at_most_250_metafields_of_a_client(api: Any, clock: Clock) -> None:
    path = f"{STORE}/v3/catalog/brands/metafields"
    note = {"namespace": "erp", "value": "A1", "permission_set": "read", "resource_id": 35}
    assert api.post(path, json=[note | {"key": f"key-{number}"} for number in range(250)]).status_code == 200
    answer = api.post(path, json=[note | {"key": "one-more"}])
    assert (answer.status_code, "250" in answer.text) == (422, True)


def test_a_deleted_owner_takes_its_metafields_along(api: Any) -> None:
    metafield(api, "read")
    assert api.call("DELETE", f"{STORE}/v3/catalog/brands/35").status_code == 204
    assert api.get(f"{STORE}/v3/catalog/brands/metafields").json()["data"] == []


def test_a_brand_without_an_address_gets_one_of_its_name(api: Any) -> None:
    made = api.post(f"{STORE}/v3/catalog/brands", json={"name": "Elm & Ash"}).json()["data"]
    assert made["custom_url"] == {"url": "/elm-ash/", "is_customized": False}
    path = f"{STORE}/v3/catalog/brands/{made['id']}"
    assert api.put(path, json={"name": "Elm"}).json()["data"]["custom_url"]["url"] == "/elm/"
    api.put(path, json={"custom_url": {"url": "/trees/"}})
    assert api.put(path, json={"name": "Ash"}).json()["data"]["custom_url"]["url"] == "/trees/"


def test_a_widget_goes_with_its_template(api: Any) -> None:
    keep_busy(api)
    (template,) = api.get(f"{STORE}/v3/content/widget-templates").json()["data"]
    assert api.call("DELETE", f"{STORE}/v3/content/widget-templates/{template['uuid']}").status_code == 204
    assert [api.get(f"{STORE}/v3/content/{kind}").json()["data"] for kind in ("widgets", "placements")] == [[], []]


def test_a_redirect_of_the_same_path_is_written_again(api: Any) -> None:
    path = f"{STORE}/v3/storefront/redirects"
    for url in ("/one", "/two"):
        api.put(path, json=[{"from_path": "/old", "site_id": 1000, "to": {"type": "url", "url": url}}])
    (found,) = api.get(f"{path}?include=to_url").json()["data"]
    assert (found["to"]["url"], found["to_url"]) == ("/two", "https://store.example.com/two")
