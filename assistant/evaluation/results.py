"""The results of an evaluation run: a record a question, the metrics, and how they came about."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from assistant.errors import AssistantError

# Raise it when the meaning of a value changes, so that results are not compared across versions.
FORMAT_VERSION = 1


@dataclass(frozen=True, slots=True)
class Record:
    """The values that were measured on one question, by name of the metric.

    `kind` names the set of the question in a run on several sets, and is "" in a run on one.
    """

    id: str
    group: str
    values: Mapping[str, float]
    kind: str = ""

    @property
    def key(self) -> tuple[str, str, str]:
        """What tells the question apart from all others of a run."""
        return self.kind, self.id, self.group


@dataclass(frozen=True, slots=True)
class Metric:
    """A number with its 95% bootstrap interval, of the records of a group; `table` is where it is shown."""

    table: str
    group: str
    name: str
    value: float
    low: float
    high: float
    questions: int


@dataclass(frozen=True, slots=True)
class Results:
    """A finished run.

    `about` holds its provenance (settings, models, commit, set, sample, seed, times), `notes` say what
    was left out or could not be used, and why; `failed_documents` maps paths to reasons.
    """

    form: str
    about: Mapping[str, Any]
    metrics: tuple[Metric, ...]
    records: tuple[Record, ...]
    notes: tuple[str, ...] = ()
    failed_documents: Mapping[str, str] = field(default_factory=dict)

    def metric(self, group: str, name: str) -> Metric:
        """Return one metric.

        Raises:
            KeyError: There is no such metric.
        """
        for metric in self.metrics:
            if (metric.group, metric.name) == (group, name):
                return metric
        raise KeyError(f"{group}: {name}")


def as_json(results: Results) -> str:
    """Return results as JSON, values rounded to six decimals; `read_results` reads it."""
    data = {"version": FORMAT_VERSION, **asdict(results)}
    data["records"] = [
        {**asdict(record), "values": {k: round(v, 6) for k, v in record.values.items()}}
        for record in results.records
    ]
    # One question a line, so that a file of thousands stays readable.
    lines = ",\n".join(json.dumps(record, ensure_ascii=False) for record in data.pop("records"))
    head = json.dumps(data, indent=2, ensure_ascii=False)
    return f'{head[:-2]},\n  "records": [\n{lines}\n  ]\n}}\n'


def read_results(path: Path) -> Results:
    """Read the JSON of a run.

    Raises:
        AssistantError: The file cannot be read or holds no results of this version.
    """
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        version = data["version"]
        records = tuple(
            Record(r["id"], r["group"], dict(r["values"]), r.get("kind", "")) for r in data["records"]
        )
        metrics = tuple(Metric(**metric) for metric in data["metrics"])
        results = Results(
            data["form"], data["about"], metrics, records, tuple(data["notes"]), data["failed_documents"]
        )
    except OSError as error:
        raise AssistantError(f"Cannot read the results in '{path}': {error.strerror}.") from error
    except (ValueError, KeyError, TypeError) as error:
        raise AssistantError(
            f"'{path}' does not hold results written by 'assistant evaluate' ({error!r})."
        ) from error
    if version != FORMAT_VERSION:
        raise AssistantError(f"'{path}' was written by another version; run 'assistant evaluate' again.")
    return results


def groups_of(records: Sequence[Record]) -> list[str]:
    """Return the groups in the order in which they occur."""
    return list(dict.fromkeys(record.group for record in records))
