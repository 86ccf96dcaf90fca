"""Types of the fixtures `log_lines` and `metric_counts`, which read what was logged and counted."""

from collections.abc import Callable
from typing import Any

type Lines = Callable[[], list[dict[str, Any]]]
type Counts = Callable[[], dict[str, float]]
