"""A record is never moved back to data that is older than what it has."""

import pytest
from tests.support.records import DatedModel, Shop

from storehook import Context
from storehook.records.declaration import SourceTime
from storehook.records.model import Model

OLD, NEW = "Wed, 14 Nov 2012 12:00:00 +0000", "Wed, 14 Nov 2012 12:00:01 +0000"


def message(shop: Shop) -> str:
    return shop.records(DatedModel).get(1).message


@pytest.fixture(autouse=True)
def new(shop: Shop) -> None:
    shop.records(DatedModel).create(1, message="new", date_modified=NEW)


def test_an_older_update_is_refused_in_silence(shop: Shop) -> None:
    before = shop.row(DatedModel, "1")

    record = shop.records(DatedModel, "run-2").update(1, message="old", date_modified=OLD)

    assert shop.row(DatedModel, "1") == before
    assert (record.stale, record.changed(), record.message, record.version) == (True, False, "new", 1)


@pytest.mark.parametrize("when", [NEW, "2012-11-14T13:00:01+01:00", "2012-11-14T12:00:02Z"])
def test_an_update_of_the_same_time_or_later_is_saved(shop: Shop, when: str) -> None:
    record = shop.records(DatedModel, "run-2").update(1, message="newer", date_modified=when)

    assert not record.stale
    assert message(shop) == "newer"


def test_an_update_that_has_no_time_is_saved(shop: Shop) -> None:
    shop.records(DatedModel, "run-2").update(1, message="by hand")

    assert message(shop) == "by hand"
    assert shop.records(DatedModel).get(1).date_modified is not None


def test_a_record_that_has_no_time_takes_any(shop: Shop) -> None:
    shop.records(DatedModel).create(2)

    assert not shop.records(DatedModel).update(2, date_modified=OLD).stale


def test_an_older_update_loses_however_the_two_race(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    shop.records(DatedModel).create(2, message="first", date_modified="2012-11-14T11:00:00Z")
    real = shop.rows.put

    def meanwhile(*args: object, **named: object) -> bool:
        monkeypatch.undo()
        shop.records(DatedModel, "run-2").update(2, message="new", date_modified=NEW)
        return real(*args, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(type(shop.rows), "put", lambda _, *args, **named: meanwhile(*args, **named))
    record = shop.records(DatedModel, "run-3").update(2, message="old", date_modified=OLD)

    assert record.stale
    assert shop.records(DatedModel).get(2).message == "new"


class Answered(Model):
    """A model with a source time and a hook."""

    message: str = ""
    date_modified: SourceTime

    def run(self, _ctx: Context) -> None:
        self.save()
        SAVED.append(self.message)

    def on_success(self, _ctx: Context) -> None:
        ANSWERS.append((self.message, self.changed("message"), self.stale))
        if FAILURES:
            raise FAILURES.pop()


SAVED: list[str] = []
ANSWERS: list[tuple[str, bool, bool]] = []
FAILURES: list[Exception] = []


def test_on_success_of_a_refused_update_sees_the_stored_record_unchanged(shop: Shop) -> None:
    ANSWERS.clear()
    shop.records(Answered, "run-1").upsert(1, message="new", date_modified=NEW)
    shop.records(Answered, "run-2").upsert(1, message="old", date_modified=OLD)

    assert ANSWERS == [("new", True, False), ("new", False, True)]
    assert SAVED[-1] == "new", "the record in run has what is stored, too"


def test_a_retry_that_is_stale_by_now_still_sees_its_own_change_through(shop: Shop) -> None:
    shop.records(Answered, "run-1").upsert(1, message="first", date_modified=OLD)
    FAILURES.append(ConnectionError())
    with pytest.raises(ConnectionError):
        shop.records(Answered, "run-2").upsert(1, message="second", date_modified=OLD)
    shop.records(Answered, "run-3").upsert(1, message="third", date_modified=NEW)
    ANSWERS.clear()

    shop.records(Answered, "run-2").upsert(1, message="second", date_modified=OLD)

    assert ANSWERS == [("third", True, True)]
