"""What was seen in a guest, as a table of docs/bluetooth.md."""

from __future__ import annotations

from tests.e2e.bluez.inguest import ROOT

PAGE = ROOT / "docs/bluetooth.md"


def write_table(which: str, what: str, after: str, rows: list[dict[str, object]]) -> None:
    """Put the rows between the marks of that name; `what` and `after` head the first and the last column."""
    head, _, rest = PAGE.read_text().partition(f"<!-- {which}: begin -->")
    tail = rest.partition(f"<!-- {which}: end -->")[2]
    lines = [f"| {what} | promised | seen | {after} |", "|---|---|---|---|"]
    for one in rows:
        seconds = one["recovered_s"]
        last = "" if seconds is None else f"{seconds:.1f} s"
        lines.append(f"| {one['fault']} | {one['promised']} | {one['seen']} | {last} |")
    table = "\n".join(lines)
    PAGE.write_text(f"{head}<!-- {which}: begin -->\n{table}\n<!-- {which}: end -->{tail}")
