"""Report of the benchmark: a table on the terminal, a JSON file next to this one, and a picture in the documents."""

import json
import platform
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from html import escape
from pathlib import Path

from tests.bench.rows import Row
from tests.support.repository import ROOT

RESULTS = Path(__file__).parent / "results" / "latest.json"
PICTURE = ROOT / "docs" / "pictures" / "bench.svg"
MARKS = {True: "met", False: "missed", None: ""}
LINE, LEFT, WIDTH, MOST = 26, 350, 220, 1.9


def report(rows: Sequence[Row]) -> None:
    """Print the rows, and write the files."""
    print(table(rows))  # noqa: T201
    RESULTS.parent.mkdir(exist_ok=True)
    machine = {"python": platform.python_version(), "machine": platform.machine(), "system": platform.system()}
    results = {"at": datetime.now(UTC).isoformat(timespec="seconds"), **machine, "rows": [asdict(row) for row in rows]}
    RESULTS.write_text(json.dumps(results, indent=1) + "\n")
    PICTURE.write_text(picture([row for row in rows if row.against.startswith("naive") and not row.at_least]))


def table(rows: Sequence[Row]) -> str:
    """Write the rows in columns."""
    lines = [("", "against", "value", "of the rounds", "goal", "")]
    lines += [
        (row.name, row.against, _number(row.value), "…".join(map(_number, row.spread)), _goal(row), MARKS[row.is_met])
        for row in rows
    ]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    return "\n".join(
        "  ".join(text.ljust(width) for text, width in zip(line, widths, strict=True)).rstrip() for line in lines
    )


def _number(value: float) -> str:
    return str(int(value)) if value == int(value) and value > 1 else f"{value:.2f}"


def _goal(row: Row) -> str:
    return "" if row.goal is None else f"{'≥' if row.at_least else '≤'} {row.goal:g}"


def picture(rows: Sequence[Row]) -> str:
    """Draw a bar per row: storehook's value as a share of the naive peer's, which is the full width."""
    height = LINE * (len(rows) + 1)
    bars = "\n".join(_bar(row, LINE * number) for number, row in enumerate(rows, 1))
    whole = f'<line x1="{LEFT + WIDTH}" y1="14" x2="{LEFT + WIDTH}" y2="{height}" stroke="#888" stroke-dasharray="3"/>'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {LEFT + WIDTH * 2 + 50} {height + 8}" '
        'font-family="sans-serif" font-size="13" fill="#777" role="img" '
        "aria-label=\"storehook's values as shares of the naive peer's\">\n"
        f'<text x="{LEFT + WIDTH}" y="11" text-anchor="middle">naive peer</text>\n{whole}\n{bars}\n</svg>\n'
    )


def _bar(row: Row, top: int) -> str:
    length, peer = min(row.value, MOST) * WIDTH, row.against.removeprefix("naive").strip(" ,")
    name = row.name + (f", {peer}" if peer.startswith("without") else "")
    return (
        f'<text x="{LEFT - 8}" y="{top + 13}" text-anchor="end">{escape(name)}</text>'
        f'<rect x="{LEFT}" y="{top}" width="{length:.0f}" height="17" rx="2" fill="#3c64d6"/>'
        f'<text x="{LEFT + length + 6:.0f}" y="{top + 13}">{_number(row.value)}</text>'
    )
