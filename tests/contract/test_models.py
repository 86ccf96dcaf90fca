"""Contract of models, with every table of records."""

import secrets
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from decimal import Decimal
from typing import Any, cast

import pytest
from pydantic import BaseModel, Field

from storehook import Context
from storehook.records.model import Model
from storehook.records.repository import Records
from storehook.records.session import Session
from storehook.records.table import RecordStore


class Line(BaseModel):
    """A line of an order."""

    sku: str
    price: Decimal


class Sale(Model):
    """A record with one field of each kind."""

    message: str = ""
    total: Decimal = Decimal(0)
    paid_at: datetime | None = None
    lines: list[Line] = Field(default_factory=list)
    extra: dict[str, Any] = Field(default_factory=dict)

    def on_success(self, _ctx: Context) -> None:
        SEEN.append(self.changed())
        if FAILURES:
            raise FAILURES.pop()


SEEN: list[bool] = []
FAILURES: list[Exception] = []


def sales(rows: RecordStore, store_hash: str, run_key: str) -> Records[Sale]:
    session = Session(
        store_hash=store_hash,
        run_key=run_key,
        rows=rows,
        clock=lambda: 1_786_447_831.25,
        token=lambda: secrets.token_hex(16),
        hook_context=lambda: cast("Context", None),
        retention=86_400,
    )
    return Records(Sale, session)


def test_a_typed_record_comes_back_as_it_was(rows: RecordStore) -> None:
    store = secrets.token_hex(5)
    values: dict[str, Any] = {
        "message": "Zoë ☃",
        "total": "10.0000",
        "paid_at": "Wed, 14 Nov 2012 19:26:23 +0000",
        "lines": [{"sku": "a", "price": "1.50"}, {"sku": "b", "price": "12345678901234567890.12345678"}],
        "extra": {"n": 10**37, "deep": [{"none": None, "yes": True, "empty": "", "list": []}]},
    }

    created = sales(rows, store, "run-1").create(113, **values)

    found = sales(rows, store, "run-2").get(113)
    assert repr(found.model_dump()) == repr(created.model_dump())
    assert not sales(rows, store, "run-2").upsert(113, **values).changed()


def test_a_hook_that_failed_sees_its_change_again_and_then_no_more(rows: RecordStore) -> None:
    store = secrets.token_hex(5)
    SEEN.clear()
    FAILURES.append(ConnectionError())
    with pytest.raises(ConnectionError):
        sales(rows, store, "run-1").upsert(113, total="10.0000")

    for run in ("run-1", "run-2"):
        sales(rows, store, run).upsert(113, total=10)

    assert SEEN == [True, True, False]
    assert [each.total for each in sales(rows, store, "run-3").list()] == [10]
    assert sales(rows, store, "run-4").delete(113) is not None
    assert sales(rows, store, "run-5").find(113) is None


def test_twenty_runs_that_update_one_record_at_once_all_do(rows: RecordStore) -> None:
    store = secrets.token_hex(5)
    SEEN.clear()
    sales(rows, store, "run-0").create(113)

    def run(number: int) -> None:
        sales(rows, store, f"run-{number}").update(113, total=number)

    with ThreadPoolExecutor(5) as runs:
        list(runs.map(run, range(1, 21)))

    assert sorted(SEEN) == [False] + [True] * 20
