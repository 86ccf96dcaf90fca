"""Meaning of an HTTP answer."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.support.scripted_network import STORE, answer

from storehook.bigcommerce.answers import MAX_FIELDS, MAX_TITLE, Answer, read
from storehook.bigcommerce.calls import Call
from storehook.errors import ApiError, ApiRefused, ApiUnavailable, Fail, RunError, StorehookError, Unauthorized

CALL = Call("PUT", "/v2/orders/113", {"email": "canary@example.com"}, b'{"token": "canary-body"}')

V3_422 = {
    "status": 422,
    "title": "JSON data is missing or invalid",
    "type": "/api-docs/getting-started/api-status-codes",
    "errors": {"name": "is taken", "price": "error.path.missing"},
}
V2_404 = [{"status": 404, "message": "The requested resource was not found."}]
DEGRADED = {"error": {"code": "SERVICE_DEGRADED", "message": "Slow down", "details": "x", "retry_after_seconds": 30}}


def failed(value: Any, status: int) -> ApiError:
    with pytest.raises(ApiError) as caught:
        read(CALL, STORE, answer(value, status))
    return caught.value


@pytest.mark.parametrize("status", [200, 201, 202, 207])
def test_a_success_is_its_json(status: int) -> None:
    assert read(CALL, STORE, answer({"id": 113}, status)) == {"id": 113}


@pytest.mark.parametrize("body", [b"", b"  \n"])
@pytest.mark.parametrize("status", [200, 204])
def test_a_success_without_a_body_is_none(status: int, body: bytes) -> None:
    assert read(CALL, STORE, answer(body, status)) is None


@pytest.mark.parametrize("body", [b"{", b"<html>", b"\xff", b"[" * 100_000], ids=["cut", "page", "bytes", "deep"])
def test_a_success_that_is_no_json_is_unavailable(body: bytes) -> None:
    with pytest.raises(ApiUnavailable, match="The answer is not JSON") as caught:
        read(CALL, STORE, answer(body))
    assert caught.value.status == 200


def test_a_v3_error_tells_its_title_and_its_fields() -> None:
    error = failed(V3_422, 422)

    assert (error.status, error.title) == (422, "JSON data is missing or invalid")
    assert error.errors == {"name": "is taken", "price": "error.path.missing"}


def test_a_v2_error_is_in_an_array() -> None:
    assert failed(V2_404, 404).title == "The requested resource was not found."


def test_the_details_of_a_v2_error_are_its_fields() -> None:
    found = failed([{"status": 400, "message": "Invalid", "details": {"field": "status_id"}}], 400)

    assert found.errors == {"field": "status_id"}


def test_an_error_tells_which_call_of_which_store_failed() -> None:
    error = failed(V3_422, 422)

    assert (error.store_hash, error.method, error.path) == (STORE, "PUT", "/v2/orders/113")
    assert str(error) == (
        "PUT /v2/orders/113 of store 8jbhprizry was answered 422: JSON data is missing or invalid; "
        "name: is taken; price: error.path.missing"
    )


def test_an_error_holds_nothing_of_what_was_sent() -> None:
    error = failed(V3_422, 422)

    assert "canary" not in f"{error} {error!r} {error.args} {vars(error)} {CALL!r}"


@pytest.mark.parametrize("body", [b"", b"<html>Bad gateway</html>", b'"no"', b"[]", b"{}", b"[[1]]", b"null", b"7"])
@pytest.mark.parametrize(("status", "title"), [(502, "Bad Gateway"), (499, "No reason given"), (400, "Bad Request")])
def test_an_error_of_no_known_shape_is_told_by_its_status(body: bytes, status: int, title: str) -> None:
    assert failed(body, status).title == title


def test_a_degraded_service_has_a_shape_of_its_own() -> None:
    error = failed(DEGRADED, 503)

    assert isinstance(error, ApiUnavailable)
    assert (error.title, error.after) == ("Slow down", 30.0)


def test_other_shapes_of_503_ask_for_no_wait() -> None:
    for body in ([{"status": 503, "message": "Down"}], {"status": 503, "title": "Down"}):
        error = failed(body, 503)
        assert isinstance(error, ApiUnavailable)
        assert (error.title, error.after) == ("Down", None)


@pytest.mark.parametrize("status", [500, 502, 503, 504, 520])
def test_what_may_be_better_later_is_unavailable(status: int) -> None:
    assert type(failed(None, status)) is ApiUnavailable


@pytest.mark.parametrize("status", [301, 304, 400, 404, 405, 409, 413, 415, 422, 423, 501, 507])
def test_what_says_no_is_refused(status: int) -> None:
    error = failed(None, status)

    assert type(error) is ApiRefused
    assert not isinstance(error, Fail)


@pytest.mark.parametrize("status", [401, 403])
def test_a_bad_token_is_refused_for_good(status: int) -> None:
    error = failed(None, status)

    assert isinstance(error, Unauthorized)
    assert isinstance(error, Fail)


def test_every_api_error_is_caught_as_one() -> None:
    for kind in (ApiUnavailable, ApiRefused, Unauthorized):
        assert issubclass(kind, (ApiError, RunError, StorehookError))


def test_a_long_message_is_cut() -> None:
    error = failed({"title": "x" * 10_000, "errors": {str(number): "y" * 10_000 for number in range(100)}}, 422)

    assert len(error.title) == MAX_TITLE
    assert (len(error.errors), len(error.errors["0"])) == (MAX_FIELDS, MAX_TITLE)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from([*V3_422, "error", "details"]), inner),
    max_leaves=8,
)


@given(st.integers(300, 599), JSON | st.binary())
def test_no_answer_raises_anything_but_an_api_error(status: int, body: Any) -> None:
    error = failed(body, status)

    assert error.status == status
    assert isinstance(error.title, str)


@given(st.integers(200, 299), st.binary())
def test_no_success_raises_anything_but_an_api_error(status: int, body: bytes) -> None:
    try:
        read(CALL, STORE, Answer(status, {}, body))
    except ApiError as error:
        assert isinstance(error, ApiUnavailable)  # noqa: PT017 - it may as well be a value
