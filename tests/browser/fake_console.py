"""The console's API as the page meets it, from data in memory, with the real page and the real policy."""

import json
import time
from collections import Counter
from functools import cache
from mimetypes import guess_type
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from tests.browser.dataset import Dataset, Row, key_of
from tests.browser.views import action, brief_of, complete, group, lane, log_of, matches, reconcile, row_of, slot

PAGE = Path(__file__).parents[2] / "layers" / "core" / "storehook" / "console" / "page"
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
LOOKED_AT = 3
"""Runs that a summary is of where there are more than can be counted."""

READ_AT_ONCE = 40
"""Rows that one request for runs looks at: fewer than a filter needs for a full page, as in the real one."""

STORES_AT_ONCE = 5
"""Stores in one answer."""

OPERATOR = "arn:aws:sts::123456789012:assumed-role/Operator/zoe"
"""ARN of the operator."""

RETRIED = ("scheduled", "waiting", "retrying", "failed", "cancelled")
"""States in which a run is retried without being asked for again."""

STATES = (
    "failed",
    "retrying",
    "held",
    "running",
    "waiting",
    "scheduled",
    "completed",
    "ignored",
    "coalesced",
    "cancelled",
)


def build_app(data: Dataset) -> Starlette:
    """The application. It changes the data as the real one would."""
    fake = _Fake(data)
    return Starlette(
        routes=[
            Route("/api/about", fake.about),
            Route("/api/actions", fake.actions),
            Route("/api/summary", fake.summary),
            Route("/api/runs", fake.runs),
            Route("/api/run/log", fake.log),
            Route("/api/run", fake.run),
            Route("/api/failures", fake.failures),
            Route("/api/pauses", fake.pauses),
            Route("/api/questions", fake.questions),
            Route("/api/audit", fake.audit),
            Route("/api/models", fake.models),
            Route("/api/records", fake.records),
            Route("/api/records/by-id", fake.records_by_id),
            Route("/api/record", fake.record),
            Route("/api/stores", fake.stores),
            Route("/api/stores/{store:path}/{verb}", fake.act_on_store, methods=["POST"]),
            Route("/api/stores/{store:path}", fake.store),
            Route("/api/{kind}s/{name}/{verb}", fake.act_on_runs, methods=["POST"]),
            Route("/api/retry", fake.retry, methods=["POST"]),
            Route("/api/cancel", fake.cancel, methods=["POST"]),
            Route("/api/answer", fake.answer_step, methods=["POST"]),
            Route("/{file:path}", page_file),
        ]
    )


def answer(body: Any, status: int = 200) -> Response:
    """A JSON answer with the console's headers."""
    return JSONResponse(body, status, HEADERS)


async def page_file(request: Request) -> Response:
    """A file of the page; the page itself if none is named."""
    found = _page_files().get(request.path_params.get("file") or "index.html")
    if found is None:
        return answer({"message": "File not found."}, 404)
    content, media_type = found
    return Response(content, headers=HEADERS, media_type=media_type)


@cache
def _page_files() -> dict[str, tuple[bytes, str]]:
    """Return the content and the type of each file. Every page of the tests loads all of them."""
    files = (path for path in PAGE.rglob("*") if path.is_file())
    return {
        path.relative_to(PAGE).as_posix(): (path.read_bytes(), guess_type(path.name)[0] or "text/plain")
        for path in files
    }


class _Fake:
    def __init__(self, data: Dataset) -> None:
        self._data = data

    async def about(self, _request: Request) -> Response:
        return answer({"version": "1.2.3", "is_local": self._data.is_local})

    async def actions(self, _request: Request) -> Response:
        return answer({"actions": [action(each, self._data.runs) for each in self._data.actions]})

    async def summary(self, request: Request) -> Response:
        since, until = time.time() - float(request.query_params["hours"]) * 3600, time.time()
        store = request.query_params.get("store", "")
        rows = [run for run in self._data.runs if run["created_at"] > since and store in ("", run["store_hash"])]
        rows = rows[:LOOKED_AT] if self._data.capped else rows
        counts = Counter(run["state"] for run in rows)
        dead = [run["updated_at"] for run in self._data.runs if run["state"] == "failed"]
        length = (until - since) / 24
        start = since - since % length + length  # on the hour, as the real one
        return answer(
            {
                "states": {state: counts[state] for state in STATES},
                "capped": self._data.capped,
                "searched_until": since,
                "lanes": [lane("default", dead), lane("long", [])],
                "slots": [slot(rows, start + index * length, length) for index in range(24)],
            }
        )

    async def runs(self, request: Request) -> Response:
        asked = dict(request.query_params)
        start = int(asked.pop("next", "0") or 0)
        rows_read = self._data.runs[start : start + READ_AT_ONCE]
        end = start + READ_AT_ONCE
        return answer(
            {
                "runs": [row_of(run) for run in rows_read if matches(run, asked)],
                "next": str(end) if end < len(self._data.runs) else None,
                "searched_until": rows_read[-1]["created_at"] if rows_read else time.time(),
                "rows_read": len(rows_read),
            }
        )

    async def run(self, request: Request) -> Response:
        asked = request.query_params
        run = self._data.find(asked["store"], asked["event"], asked["action"])
        if run is None:
            return answer({"message": "Run not found. It may have expired."}, 404)
        others = [each for each in self._data.runs if each is not run and each["store_hash"] == run["store_hash"]]
        query = f"fields @timestamp, message\n| filter correlation_id = '{run['event_id']}'\n| sort @timestamp"
        related = {
            "triggered_by": run.get("triggered_by"),
            "covered_by": run.get("covered_by"),
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

    async def log(self, request: Request) -> Response:
        asked = request.query_params
        run = self._data.find(asked["store"], asked["event"], asked["action"])
        return answer(log_of(run) if run else {"message": "Run not found."}, 200 if run else 404)

    async def failures(self, request: Request) -> Response:
        groups: dict[tuple[str, str], list[Row]] = {}
        asked = {"state": "failed", **request.query_params}
        for run in self._data.runs:
            if matches(run, asked):
                groups.setdefault((run["fingerprint"], run["action"]), []).append(run)
        found = sorted(map(group, groups.values()), key=lambda each: -each["count"])
        return answer({"groups": found, "capped": self._data.capped})

    async def stores(self, request: Request) -> Response:
        start = int(request.query_params.get("next", "0"))
        end = start + STORES_AT_ONCE
        found = list(self._data.stores.values())
        return answer({"stores": found[start:end], "next": str(end) if end < len(found) else None})

    async def questions(self, _request: Request) -> Response:
        asked = [run["question"] for run in self._data.runs if run["question"]]
        return answer({"questions": asked, "next": None})

    async def audit(self, request: Request) -> Response:
        start = int(request.query_params.get("next", "0"))
        end = start + STORES_AT_ONCE
        return answer(
            {"entries": self._data.audit[start:end], "next": str(end) if end < len(self._data.audit) else None}
        )

    async def models(self, _request: Request) -> Response:
        return answer({"models": sorted({each["model"] for each in self._data.records})})

    async def records(self, request: Request) -> Response:
        asked = request.query_params
        found = [brief_of(each) for each in self._data.records if each["model"] == asked["model"]]
        found = [each for each in found if each["store_hash"] == asked["store"]]
        start = int(asked.get("next", "0"))
        end = start + STORES_AT_ONCE
        return answer({"records": found[start:end], "next": str(end) if end < len(found) else None})

    async def records_by_id(self, request: Request) -> Response:
        wanted = request.query_params["store"], request.query_params["id"]
        found = [each for each in self._data.records if (each["store_hash"], each["id"]) == wanted]
        return answer({"records": [brief_of(each) for each in found], "next": None})

    async def record(self, request: Request) -> Response:
        asked = request.query_params
        wanted = asked["store"], asked["model"], asked["id"]
        for each in self._data.records:
            if (each["store_hash"], each["model"], each["id"]) == wanted:
                return answer(each)
        return answer({"message": "Record not found."}, 404)

    async def store(self, request: Request) -> Response:
        found = self._data.stores.get(request.path_params["store"])
        return answer(found) if found else answer({"message": "Store not found."}, 404)

    async def act_on_store(self, request: Request) -> Response:
        body = await self._posted(request)
        if isinstance(body, Response):
            return body
        store = self._data.stores[request.path_params["store"]]
        match request.path_params["verb"]:
            case "reconcile":
                return answer(reconcile(store, dry_run=body["dry_run"]))
            case "catch-up":
                orders = {"resource": "orders", "found": 20, "covered": 8, "actions": {"sync_order": 12}}
                preview = {"resources": [orders | {"detail": self._data.catch_up_detail}]}
                return answer(preview if body["dry_run"] else {"started": True})
            case "pause":
                store.update(status="paused", reason=body["reason"], paused_by=OPERATOR, paused_at=time.time())
                store["held"] = {"count": 3, "capped": False}
            case _:
                store.update(status="active", reason="", paused_by="", paused_at=None)
        return answer(store)

    async def pauses(self, _request: Request) -> Response:
        return answer({"pauses": list(self._data.pauses.values())})

    async def act_on_runs(self, request: Request) -> Response:
        body = await self._posted(request)
        if isinstance(body, Response):
            return body
        kind, name = request.path_params["kind"], request.path_params["name"]
        if request.path_params["verb"] == "pause":
            said = {"kind": kind, "name": name, "by": OPERATOR, "at": time.time(), "reason": body["reason"]}
            self._data.pauses[name] = said | {"held": {"count": 12, "capped": False}}
        else:
            self._data.pauses.pop(name, None)
        return await self.pauses(request)

    async def retry(self, request: Request) -> Response:
        body = await self._posted(request)
        if isinstance(body, Response):
            return body
        found = self._chosen(body)
        if body.get("dry_run"):
            return answer(
                {"count": len(found), "capped": self._data.capped, "sample": [row_of(run) for run in found[:10]]}
            )
        batch = found[: body.get("max", 100)]
        taken = [run for run in batch if run["state"] in RETRIED or (body.get("again") and run["state"] == "completed")]
        for run in taken:
            complete(run)
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

    async def answer_step(self, request: Request) -> Response:
        body = await self._posted(request)
        if isinstance(body, Response):
            return body
        (run,) = self._chosen({"runs": [body["run"]]})
        run.update(state="waiting", held_by=None, waits_for=None, question=None)
        result = json.dumps(body["choice"]) if "choice" in body else body["result"]
        return answer({"step": "charge", "result": result, "continued": True})

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
