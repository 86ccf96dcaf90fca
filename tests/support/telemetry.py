"""How tests read what was logged and counted: what the fixtures `log_lines` and `metric_counts` are."""

from collections.abc import Callable
from typing import Any

type Lines = Callable[[], list[dict[str, Any]]]
type Counts = Callable[[], dict[str, float]]
