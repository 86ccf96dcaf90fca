"""Countries and their states."""

from typing import Any

COUNTRIES = "/stores/abc123/v2/countries"


def test_a_country_links_to_its_states(api: Any) -> None:
    (australia,) = api.get(f"{COUNTRIES}?country_iso2=AU").json()
    assert (australia["id"], australia["country"], australia["country_iso3"]) == (13, "Australia", "AUS")
    assert australia["states"]["resource"] == "/countries/13/states"
    assert australia["states"]["url"].endswith("/stores/abc123/v2/countries/13/states")
    assert api.get(f"{COUNTRIES}/13").json() == australia


def test_states_are_those_of_their_country(api: Any) -> None:
    (capital,) = api.get(f"{COUNTRIES}/13/states?state_abbreviation=ACT").json()
    assert (capital["state"], capital["country_id"]) == ("Australian Capital Territory", 13)
    assert api.get(f"{COUNTRIES}/13/states/count").json() == {"count": 8}
    assert api.get(f"{COUNTRIES}/1/states/{capital['id']}").status_code == 404


def test_a_list_of_countries_has_pages(api: Any) -> None:
    assert [country["country"] for country in api.get(f"{COUNTRIES}?limit=1&page=2").json()] == ["Albania"]
