"""Answers as rows of a table: ``pandas.DataFrame(rows(report))``, ``polars.DataFrame(rows(report))``."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any, Union

from ._generated import ExplainResponse, Road, RoadImage, RoadScenario, WhoReport
from ._record import Record

__all__ = ["Cell", "rows"]

#: What a table holds: one type a column, and nothing nested.
Cell = Union[str, int, bool, None]


def rows(report: ExplainResponse | WhoReport | Iterable[Record]) -> list[dict[str, Cell]]:
    """The rows of a report, flat and each with the same columns.

    Of what :func:`explain` answers, each set of runs and each image of each road is a row; of :func:`who_can_assume`, each
    class of tokens; of a list of records, each record, its nested members as columns named ``outer.inner`` and its lists as
    JSON.
    """
    if isinstance(report, ExplainResponse):
        return [row for road in report.roads for row in _of_road(road)]
    records = [_flat(item.to_dict()) for item in (report.classes if isinstance(report, WhoReport) else report)]
    columns = list(dict.fromkeys(name for record in records for name in record))
    return [{name: record.get(name) for name in columns} for record in records]


def _of_road(road: Road) -> Iterable[dict[str, Cell]]:
    parts: tuple[RoadScenario | RoadImage, ...] = (*road.scenarios, *road.images)
    for one in parts:
        yield {
            "workflow": road.workflow,
            "job": road.job,
            "role": road.role,
            **_subject(one),
            "verdict": one.verdict,
            "stage": one.stage,
            "cause": one.cause,
            "message": one.message,
            "document": one.place.document if one.place else None,
            "line": one.place.line if one.place else None,
            "needs": "; ".join(one.needs) or None,
        }


def _subject(one: RoadScenario | RoadImage) -> dict[str, Cell]:
    """What a row is about: some of the runs, or an image."""
    if isinstance(one, RoadImage):
        return {"image": one.name, "event": None, "ref": None, "environment": None, "head": None}
    claim = {name: _patterns(one.tokens.get(name)) for name in ("event_name", "ref", "environment")}
    event, ref, environment = claim.values()
    return {"image": None, "event": event, "ref": ref, "environment": environment, "head": one.head}


def _patterns(patterns: Any) -> str | None:
    return None if patterns is None else " or ".join("none" if one is None else str(one) for one in patterns)


def _flat(members: dict[str, Any], start: str = "") -> dict[str, Cell]:
    out: dict[str, Cell] = {}
    for name, value in members.items():
        if isinstance(value, dict):
            out.update(_flat(value, f"{start}{name}."))
        elif isinstance(value, list):
            out[start + name] = json.dumps(value, ensure_ascii=False)
        else:
            out[start + name] = value
    return out
