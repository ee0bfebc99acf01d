"""`outings`: the runs that were taken along, and what became of each."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import App, Parameter

from cadencecoach.app.home import Home
from cadencecoach.cli.json_line import print_json
from cadencecoach.cli.options import AsJson, Minutes
from cadencecoach.cli.text.tables import print_table
from cadencecoach.core.values.calendar import short
from cadencecoach.core.values.text import plain, quoted
from cadencecoach.core.values.units import clock
from cadencecoach.errors import ConfigError

if TYPE_CHECKING:
    from cadencecoach.core.outing.facts import Outing

SCHEMA = 1

app = App(name="outings")


@app.command(name="list")
@app.default
def list_outings(*, as_json: AsJson = False) -> None:
    """List them, newest first."""
    from cadencecoach.app.run.outings import outings

    found = outings(Home.here())
    if as_json:
        print_json({"schema": SCHEMA, "outings": [_document(one) for one in found]})
        return
    if not found:
        print("No run was taken along yet: `cadencecoach render today --out run.mp3` does it.")
        return
    print_table(
        [
            (str(one.id), short(one.made.day), plain(one.title), plain(one.place), _became(one))
            for one in found
        ],
        right=(0,),
    )


@app.command
def ran(
    outing: str,
    /,
    *,
    at: Annotated[
        str | None, Parameter(metavar="TIME", show_default="when it was taken along")
    ] = None,
    minutes: Annotated[Minutes, Parameter(show_default="the whole plan")] = None,
) -> None:
    """Keep one as a run without a cadence: you ran it, and no watch saw it.

    Parameters
    ----------
    outing
        Its number, or last.
    at
        When it began, like 2026-11-27T07:30; left out, when it was taken along.
    minutes
        How long you ran, where it was less than the plan.
    """
    from cadencecoach.app.run.outings import RanTold
    from cadencecoach.app.run.outings import ran as keep

    facts = keep(Home.here(), outing, RanTold(_moment(at), minutes))
    print(f"Session {facts.id}: {plain(facts.title)}, {clock(facts.reached)}.")


@app.command
def drop(outing: str, /) -> None:
    """Forget one that was never run.

    Parameters
    ----------
    outing
        Its number, or last.
    """
    from cadencecoach.app.run.outings import drop as forget

    print(f"Outing {forget(Home.here(), outing).id} is dropped.")


def _moment(text: str | None) -> datetime | None:
    if text is None:
        return None
    try:
        return datetime.fromisoformat(text).astimezone()
    except (ValueError, OverflowError) as exc:
        raise ConfigError(
            f"--at {quoted(text)} is no moment", hint="like 2026-11-27T07:30"
        ) from exc


def _became(one: Outing) -> str:
    if one.session is not None:
        return f"session {one.session}"
    return "dropped" if one.dropped else "out"


def _document(one: Outing) -> dict[str, Any]:
    made = datetime.fromtimestamp(one.made.utc_s, UTC)
    return {
        "id": one.id,
        "made_at": made.isoformat().replace("+00:00", "Z"),
        "plan": one.plan,
        "title": one.title,
        "place": one.place,
        "state": "home" if one.session is not None else "dropped" if one.dropped else "out",
        "session": one.session,
    }
