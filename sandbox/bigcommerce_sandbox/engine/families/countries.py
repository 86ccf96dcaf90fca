"""Countries, and the states of some. No request writes them.

Source: BigCommerce docs, geography v2 reference; ISO 3166.
"""

import json
from collections.abc import Iterable, Mapping
from importlib.resources import files
from typing import Any

from bigcommerce_sandbox.engine.indexes import Row
from bigcommerce_sandbox.engine.rules import Rules

_ISO: Mapping[str, Any] = json.loads(files(__package__).joinpath("countries.json").read_bytes())

NAMES: Mapping[str, str] = {code: name for code, (_, name) in _ISO["countries"].items()}
"""The names by the codes of two letters."""

CODES: Mapping[str, str] = {name: code for code, name in NAMES.items()}
"""The codes of two letters by the names."""

_IDS: Mapping[str, int] = {code: number for number, code in enumerate(NAMES, 1)}


def _countries(_now: float) -> Iterable[Row]:
    for code, (longer_code, name) in _ISO["countries"].items():
        yield {"id": _IDS[code], "country": name, "country_iso2": code, "country_iso3": longer_code}


def _states(_now: float) -> Iterable[Row]:
    states = [(_IDS[code], *state) for code, states in _ISO["states"].items() for state in states.items()]
    for number, (country_id, code, name) in enumerate(states, 1):
        yield {"id": number, "country_id": country_id, "state": name, "state_abbreviation": code}


RULES: Mapping[str, Rules] = {
    "v2/countries": Rules(seeds=_countries, everywhere=True),
    "v2/countries/states": Rules(seeds=_states, everywhere=True),
}
