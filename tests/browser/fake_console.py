"""The console's API as the page meets it, from data in memory, with the real page and the real policy."""

import time
from collections import Counter
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import Route
from tests.browser.dataset import SCOPES, Dataset, Row, key_of

PAGE = Path(__file__).parents[2] / "functions" / "console" / "page"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cache-control": "no-store",
}
READ_AT_ONCE = 40
"""Rows that one request for runs looks at: fewer than a filter needs for a full page, as in the real one."""

FULL = ("payload", "payload_is_text", "received_at", "delivery_id", "redrives", "attempts", "dead_lettered", "logs")
STATES = ("failed", "retrying", "running", "waiting", "scheduled", "completed", "ignored", "coalesced", "cancelled")


def build_app(data: Dataset) -> Starlette:
    """The application. It changes the data as the real one would."""
    fake = _Fake(data)
    return Starlette(
        routes=[
            Route("/api/summary", fake.summary),
            Route("/api/runs", fake.runs),
            Route("/api/run", fake.run),
            Route("/api/failures", fake.failures),
            Route("/api/stores", fake.stores),
            Route("/api/stores/{store:path}/{verb}", fake.act_on_store, methods=["POST"]),
            Route("/api/stores/{store:path}", fake.store),
            Route("/api/retry", fake.retry, methods=["POST"]),
            Route("/api/cancel", fake.cancel, methods=["POST"]),
            Route("/{file:path}", _file),
        ]
    )


def answer(body: Any, status: int = 200) -> Response:
    """A JSON answer with the console's headers."""
    return JSONResponse(body, status, HEADERS)


async def _file(request: Request) -> Response:
    path = PAGE / (request.path_params["file"] or "index.html")
    return FileResponse(path, headers=HEADERS) if path.is_file() else answer({"message": "There is no such file."}, 404)


class _Fake:
    def __init__(self, data: Dataset) -> None:
        self._data = data

    async def summary(self, request: Request) -> Response:
        since, until = time.time() - float(request.query_params["hours"]) * 3600, time.time()
        store = request.query_params.get("store", "")
        rows = [run for run in self._data.runs if run["created_at"] > since and store in ("", run["store_hash"])]
        counts = Counter(run["state"] for run in rows)
        dead = [run["updated_at"] for run in self._data.runs if run["state"] == "failed"]
        length = (until - since) / 24
        start = since - since % length + length  # on the hour, as the real one
        return answer(
            {
                "states": {state: counts[state] for state in STATES},
                "capped": False,
                "lanes": [_lane("default", dead), _lane("long", [])],
                "slots": [_slot(rows, start + index * length, length) for index in range(24)],
            }
        )

    async def runs(self, request: Request) -> Response:
        asked = dict(request.query_params)
        start = int(asked.pop("next", "0") or 0)
        looked_at = self._data.runs[start : start + READ_AT_ONCE]
        end = start + READ_AT_ONCE
        return answer(
            {
                "runs": [row_of(run) for run in looked_at if matches(run, asked)],
                "next": str(end) if end < len(self._data.runs) else None,
                "searched_until": looked_at[-1]["created_at"] if looked_at else time.time(),
            }
        )

    async def run(self, request: Request) -> Response:
        asked = request.query_params
        run = self._data.find(asked["store"], asked["event"], asked["action"])
        if run is None:
            return answer({"message": "There is no such run: it may have expired."}, 404)
        others = [each for each in self._data.runs if each is not run and each["store_hash"] == run["store_hash"]]
        query = f"fields @timestamp, message\n| filter correlation_id = '{run['event_id']}'\n| sort @timestamp"
        related = {
            "triggered_by": run.get("triggered_by"),
            "enqueued": run.get("enqueued", []),
            "same_event": [row_of(each) for each in others if each["event_id"] == run["event_id"]],
            "same_resource": [row_of(each) for each in others if each["resource"] == run["resource"]][:10],
            "logs": {
                "group": "/storehook/prod/default-consumer",
                "query": query,
                "url": "https://console.aws.amazon.com/cloudwatch/home#logsV2:logs-insights",
            },
        }
        return answer(related | run)

    async def failures(self, request: Request) -> Response:
        groups: dict[tuple[str, str], list[Row]] = {}
        store = request.query_params.get("store", "")
        for run in self._data.runs:
            if run["state"] == "failed" and store in ("", run["store_hash"]):
                groups.setdefault((run["fingerprint"], run["action"]), []).append(run)
        return answer(
            {"groups": sorted(map(_group, groups.values()), key=lambda each: -each["count"]), "capped": False}
        )

    async def stores(self, _request: Request) -> Response:
        return answer({"stores": list(self._data.stores.values()), "next": None})

    async def store(self, request: Request) -> Response:
        found = self._data.stores.get(request.path_params["store"])
        return answer(found) if found else answer({"message": "There is no such store."}, 404)

    async def act_on_store(self, request: Request) -> Response:
        body = await self._posted(request)
        if isinstance(body, Response):
            return body
        store = self._data.stores[request.path_params["store"]]
        match request.path_params["verb"]:
            case "register":
                return answer(_register(store, dry_run=body["dry_run"]))
            case "catch-up":
                counts = [{"family": "order", "action": "sync_order", "count": 12}]
                return answer({"counts": counts} if body["dry_run"] else {"started": True})
            case "pause":
                store.update(status="paused", reason=body["reason"])
            case _:
                store.update(status="active", reason="")
        return answer(store)

    async def retry(self, request: Request) -> Response:
        body = await self._posted(request)
        if isinstance(body, Response):
            return body
        found = self._chosen(body)
        if body.get("dry_run"):
            return answer({"count": len(found), "capped": False, "sample": [row_of(run) for run in found[:10]]})
        batch = found[: body.get("max", 100)]
        taken = [
            run for run in batch if run["state"] == "failed" or (body.get("again") and run["state"] == "completed")
        ]
        for run in taken:
            _complete(run)
        more = len(found) > len(batch)
        return answer({"retried": len(taken), "skipped": len(batch) - len(taken), "next": "more" if more else None})

    async def cancel(self, request: Request) -> Response:
        body = await self._posted(request)
        if isinstance(body, Response):
            return body
        found = self._chosen(body)
        for run in found:
            run.update(state="cancelled", next_attempt_at=None)
        return answer({"cancelled": len(found), "skipped": 0})

    def _chosen(self, body: Row) -> list[Row]:
        if "runs" in body:
            wanted = {key_of(each) for each in body["runs"]}
            return [run for run in self._data.runs if key_of(run) in wanted]
        return [run for run in self._data.runs if matches(run, body["filter"])]

    async def _posted(self, request: Request) -> Row | Response:
        if self._data.read_only:
            return answer({"Message": "User: arn:aws:iam::1:user/x is not authorized to perform this"}, 403)
        body: Row = await request.json()
        self._data.posted.append((request.url.path, body))
        return body


def matches(run: Row, asked: Row) -> bool:
    """Whether a run is what was asked for."""
    names = {"state": "state", "store": "store_hash", "scope": "scope", "action": "action"}
    equal = names | {"resource": "resource", "fingerprint": "fingerprint"}
    if any(asked.get(name) and run[field] != asked[name] for name, field in equal.items()):
        return False
    return float(asked.get("since") or 0) <= run["created_at"] <= float(asked.get("until") or time.time())


def row_of(run: Row) -> Row:
    """A run as it stands in a list."""
    return {name: value for name, value in run.items() if name not in FULL}


def _complete(run: Row) -> None:
    now = time.time()
    done = {"number": 1, "redrives": 1, "started_at": now, "ended_at": now + 0.4, "failure": None}
    run["attempts"] = [*run["attempts"], done]
    run.update(state="completed", attempt=1, redrives=1, dead_lettered=False, updated_at=now)


def _register(store: Row, *, dry_run: bool) -> Row:
    destination = f"https://hooks.example.com/webhooks/{store['store_hash']}"
    present = {hook["scope"]: hook for hook in store["webhooks"]}
    steps = [
        {
            "step": "keep" if scope in present else "create",
            "scope": scope,
            "destination": destination,
            "id": present[scope]["id"] if scope in present else None,
        }
        for scope in SCOPES
    ]
    if not dry_run:
        fresh = [step["scope"] for step in steps if step["step"] == "create"]
        made = {"destination": destination, "active": True, "since": time.time()}
        store["webhooks"] += [{"id": 28570000 + index, "scope": scope} | made for index, scope in enumerate(fresh)]
        store.update(missing=0, missing_scopes=[], health="all registered", outcome="registered", exception=None)
        store["registered"] = len(store["webhooks"])
    return {"outcome": "registered", "detail": "", "steps": steps}


def _lane(name: str, dead: list[float]) -> Row:
    return {
        "lane": name,
        "waiting": 0,
        "in_flight": 1 if dead else 0,
        "dead_letters": len(dead),
        "oldest_dead_letter_at": min(dead, default=None),
    }


def _slot(rows: list[Row], at: float, seconds: float) -> Row:
    within = [run for run in rows if at <= run["created_at"] < at + seconds]
    took = sorted(run["updated_at"] - run["received_at"] for run in within if run["state"] == "completed")
    return {
        "at": at,
        "seconds": seconds,
        "arrived": len({run["event_id"] for run in within}),
        "completed": len(took),
        "failed": sum(run["state"] == "failed" for run in within),
        "p50": took[len(took) // 2] if took else None,
        "p95": took[int(len(took) * 0.95)] if took else None,
        "capped": False,
    }


def _group(runs: list[Row]) -> Row:
    return {
        "fingerprint": runs[0]["fingerprint"],
        "error_type": runs[0]["error_type"],
        "action": runs[0]["action"],
        "count": len(runs),
        "stores": len({run["store_hash"] for run in runs}),
        "first_at": runs[-1]["created_at"],
        "last_at": runs[0]["created_at"],
        "example": dict(zip(("store_hash", "event_id", "action"), key_of(runs[0]), strict=True)),
    }
