"""Any request gets an answer below 500, with every security header and without a secret."""

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.support.clocks import NOW
from tests.support.console_function import CLIENT_SECRET, TOKEN, ConsoleStack, event
from tests.support.lambda_context import LambdaContext
from tests.support.runs import run
from tests.support.signed_deliveries import STORE

import console as console_function
from storehook.console.security_headers import HEADERS
from storehook.registration.record import RegisteredWebhook, Registration
from storehook.testing.memory import MemoryRunRepository

GETS = [
    "summary",
    "runs",
    "run",
    "failures",
    "stores",
    f"stores/{STORE}",
    "models",
    "records",
    "record",
    "openapi.json",
]
POSTS = [
    "retry",
    "cancel",
    "answer",
    *(f"stores/{STORE}/{deed}" for deed in ("reconcile", "pause", "resume", "catch-up")),
]
PARAMETERS = [
    *(
        "state",
        "store",
        "scope",
        "action",
        "resource",
        "fingerprint",
        "since",
        "until",
        "next",
        "hours",
        "event",
        "model",
        "id",
        "x",
    ),
]
FIELDS = [*PARAMETERS, "runs", "run", "result", "filter", "dry_run", "max", "again", "reason", "store_hash", "event_id"]
SAVE = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])

ODD = st.sampled_from(
    [
        "",
        "0",
        "-1",
        "nan",
        "inf",
        "1e400",
        "9" * 400,
        "\x00",
        "\ud800",
        "' OR 1=1",
        "../../x",
        "a" * 5000,
        "failed",
        "é",
    ]
)
VALUES = ODD | st.text() | st.floats().map(str) | st.integers().map(str)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | ODD | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(FIELDS) | st.text(), inner, max_size=5),
    max_leaves=12,
)


@pytest.fixture
def busy(operated: ConsoleStack) -> ConsoleStack:
    operated.install()
    operated.reconciler.answer = {"outcome": "reconciled", "detail": "", "steps": [], "resources": [], "models": []}
    operated.add(*(run(n, store=STORE, created_at=NOW - n, state="failed") for n in range(3)))
    return operated


@SAVE
@given(
    st.sampled_from(GETS),
    st.dictionaries(st.sampled_from(PARAMETERS), st.lists(VALUES, min_size=1, max_size=3), max_size=5),
)
def test_no_query_is_a_fault_of_ours(busy: ConsoleStack, path: str, query: dict[str, list[str]]) -> None:
    answer = busy.ask("GET", f"api/{path}", query=query)

    assert answer.status < 500
    assert answer.headers.items() >= {name.lower(): value for name, value in HEADERS.items()}.items()
    json.loads(answer.body)


@SAVE
@given(st.sampled_from(POSTS), JSON | st.dictionaries(st.sampled_from(FIELDS), JSON, max_size=5))
def test_no_body_is_a_fault_of_ours(busy: ConsoleStack, path: str, body: Any) -> None:
    answer = busy.ask("POST", f"api/{path}", body=json.dumps(body))

    assert answer.status < 500
    assert answer.headers.items() >= {name.lower(): value for name, value in HEADERS.items()}.items()
    json.loads(answer.body)


@pytest.mark.parametrize("body", [None, "", "{", "[" * 100_000, "[]", "null", '"x"', "\ud800", "{" * 5000, "NaN"])
@pytest.mark.parametrize("path", POSTS)
def test_a_body_that_is_no_object_is_refused(busy: ConsoleStack, path: str, body: str | None) -> None:
    assert busy.ask("POST", f"api/{path}", body=body).status == 400


def test_a_body_that_is_not_the_text_itself_is_refused(busy: ConsoleStack) -> None:
    given = event("POST", "api/cancel", {}, '{"runs": []}', {"content-type": "application/json"})

    answer = console_function.handler(given | {"isBase64Encoded": True}, LambdaContext())  # type: ignore[arg-type]

    assert answer["statusCode"] == 400


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"content-type": "text/plain"},
        {"content-type": "application/x-www-form-urlencoded"},
        {"content-type": "multipart/form-data; boundary=x"},
        {"content-type": "text/plain; application/json"},
        {"content-type": "application/json", "Content-Type": "text/plain"},
    ],
)
def test_what_another_page_could_send_unasked_is_refused(busy: ConsoleStack, headers: dict[str, str]) -> None:
    body = json.dumps({"runs": [{"store_hash": STORE, "event_id": "event-0", "action": "sync_order"}]})

    assert busy.ask("POST", "api/retry", body=body, headers=headers).status == 415
    assert busy.deployment.queues["default"].messages == []


def test_a_body_that_is_too_long_is_refused_unread(busy: ConsoleStack) -> None:
    assert busy.post("api/cancel", {"runs": [], "x": "x" * 200_000}).status == 413


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"runs": []},
        {"runs": [{"store_hash": "a", "event_id": "b", "action": "c"}] * 101},
        {"runs": [{"store_hash": "a", "event_id": "b", "action": "c"}], "filter": {}},
        {"runs": [{"store_hash": "a", "event_id": "b", "action": "c"}], "dry_run": True},
        {"filter": {"state": "nothing"}},
        {"filter": {"day": "2026-11-24#0"}},
        {"filter": {}, "max": 101},
        {"filter": {}, "max": 0},
        {"filter": {}, "again": "yes"},
        {"filter": {"since": -1}},
        {"filter": {"since": "5"}},
        {"filter": {"since": 1e-200}},
    ],
)
def test_a_retry_that_is_not_clear_is_refused(busy: ConsoleStack, body: dict[str, Any]) -> None:
    assert busy.post("api/retry", body).status == 422
    assert busy.deployment.queues["default"].messages == []


def test_a_cursor_of_another_retry_is_refused(busy: ConsoleStack) -> None:
    cursor = busy.post("api/retry", {"filter": {"state": "failed"}, "max": 1}).json()["next"]

    assert busy.post("api/retry", {"filter": {"state": "failed"}, "again": True, "next": cursor}).status == 400


def test_a_time_that_no_table_can_hold_is_refused(busy: ConsoleStack) -> None:
    assert [busy.get("api/runs", **{name: "1e-200"}).status for name in ("since", "until")] == [422, 422]


def test_a_cursor_that_api_gateway_would_not_let_through_is_refused(busy: ConsoleStack) -> None:
    assert [busy.get(f"api/{path}", next="a" * 8193).status for path in ("runs", "stores", "audit")] == [422] * 3


def test_a_range_of_time_that_is_too_long_is_refused_with_what_to_do(busy: ConsoleStack) -> None:
    answer = busy.get("api/runs", since=0)

    assert answer.status == 400
    assert "more than 31 days" in answer.json()["message"]


SECRETS = (TOKEN, CLIENT_SECRET, "canary-hook-key-4711")


def test_no_answer_holds_a_secret(busy: ConsoleStack) -> None:
    hook = RegisteredWebhook(7, "store/order/updated", "https://hooks.example.com", active=True, since=5)
    busy.registrations.save(STORE, Registration((hook,)))
    busy.reconciler.answer = {
        "outcome": "reconciled",
        "detail": "",
        "headers": {"x-storehook-key": SECRETS[2]},
        "steps": [{"step": "create", "scope": "s", "destination": "d", "headers": {"x-storehook-key": SECRETS[2]}}],
        "resources": [{"resource": "f", "actions": {"a": 1}, "detail": "", "token": TOKEN}],
    }
    bodies = {"catch-up": {"since": 5, "dry_run": True}, "retry": {"filter": {}}, "cancel": {"runs": []}}

    said = [busy.get(f"api/{path}").body for path in GETS]
    said += [busy.post(f"api/{path}", bodies.get(path.rsplit("/")[-1], {})).body for path in POSTS]

    assert [secret for secret in SECRETS if any(secret in text for text in said)] == []


def test_a_fault_of_ours_is_logged_and_its_answer_tells_nothing(
    busy: ConsoleStack, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(busy.app, "resolve", lambda *_: 1 / 0)

    answer = busy.get("api/runs")

    assert answer.status == 500
    assert answer.json() == {
        "message": "The console failed. Try again. For details, see its log: sam logs --stack-name STACK --name Console"
    }
    assert answer.headers["content-security-policy"] == HEADERS["Content-Security-Policy"]


def test_the_openapi_document_names_every_route(operated: ConsoleStack) -> None:
    paths = operated.get("api/openapi.json").json()["paths"]

    assert set(paths) == {
        *(
            f"/console/api/{path}"
            for path in ("summary", "runs", "run", "failures", "retry", "cancel", "answer", "questions", "stores")
        ),
        "/console/api/about",
        "/console/api/actions",
        "/console/api/run/log",
        "/console/api/pauses",
        "/console/api/audit",
        "/console/api/deploys",
        *(f"/console/api/{path}" for path in ("models", "records", "records/by-id", "record")),
        *(f"/console/api/{kind}/{{name}}/{deed}" for kind in ("actions", "lanes") for deed in ("pause", "resume")),
        "/console/api/stores/{store_hash}",
        *(f"/console/api/stores/{{store_hash}}/{deed}" for deed in ("reconcile", "pause", "resume", "catch-up")),
    }
    names = {parameter["name"] for parameter in paths["/console/api/runs"]["get"]["parameters"]}
    assert names == {"state", "store", "scope", "action", "resource", "fingerprint", "since", "until", "next"}


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "HEAD", "OPTIONS"])
def test_other_methods_find_nothing(busy: ConsoleStack, method: str) -> None:
    assert busy.ask(method, "api/retry", body="{}").status == 404


@pytest.mark.parametrize("name", ["", "a b", "é", "\x00", "\ud800", "a" * 257, "a\n"])
@pytest.mark.parametrize("part", ["store", "scope", "action", "resource", "fingerprint"])
def test_a_part_that_no_row_can_have_is_refused(busy: ConsoleStack, part: str, name: str) -> None:
    assert busy.get("api/runs", **{part: name}).status == 422
    assert busy.post("api/retry", {"filter": {part: name}}).status == 422


@pytest.mark.parametrize("event", ["\ud800", "é" * 1500])
def test_a_name_that_no_run_can_have_is_not_looked_for(
    busy: ConsoleStack, monkeypatch: pytest.MonkeyPatch, event: str
) -> None:
    monkeypatch.setattr(MemoryRunRepository, "get", lambda *_: pytest.fail("DynamoDB would refuse it"))
    body = {"runs": [{"store_hash": STORE, "event_id": event, "action": "fails"}]}

    assert busy.get("api/run", store=STORE, event=event, action="fails").status in (404, 422)
    assert [busy.post(f"api/{deed}", body).status in (404, 422) for deed in ("retry", "cancel")] == [True, True]
