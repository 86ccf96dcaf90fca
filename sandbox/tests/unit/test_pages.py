"""Pages and the v3 pagination block."""

import pytest

from bigcommerce_sandbox.errors import ApiError
from bigcommerce_sandbox.pages import Page, pagination, read_page


def test_a_page_is_the_first_50_unless_asked_otherwise() -> None:
    assert read_page({}) == Page(1, 50)


def test_a_limit_is_cut_to_250() -> None:
    assert read_page({"limit": "9999"}).limit == 250


@pytest.mark.parametrize(
    "query", [{"page": "0"}, {"limit": "-1"}, {"limit": "ten"}, {"page": ""}, {"page": "9" * 5000}]
)
def test_a_page_that_is_no_number_from_1_is_a_400(query: dict[str, str]) -> None:
    with pytest.raises(ApiError) as refusal:
        read_page(query)
    assert refusal.value.status == 400


def test_a_page_past_the_end_is_empty() -> None:
    assert Page(3, 2).of([1, 2, 3]) == []


def test_pagination_links_to_its_neighbours() -> None:
    assert pagination(Page(2, 2), total=5, count=2)["pagination"] == {
        "total": 5,
        "count": 2,
        "per_page": 2,
        "current_page": 2,
        "total_pages": 3,
        "links": {"previous": "?page=1&limit=2", "current": "?page=2&limit=2", "next": "?page=3&limit=2"},
    }


def test_the_only_page_links_to_itself_alone() -> None:
    assert pagination(Page(1, 50), total=0, count=0)["pagination"]["links"] == {"current": "?page=1&limit=50"}


def test_a_limit_may_be_cut_lower() -> None:
    assert read_page({"limit": "250"}, 50) == Page(1, 50)
