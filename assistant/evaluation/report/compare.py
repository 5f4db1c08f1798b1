"""The comparison of two runs on the same questions, with tests of significance."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from assistant.errors import AssistantError
from assistant.evaluation.metrics.resampling import Array, Statistic, intervals, paired_randomization_p
from assistant.evaluation.report.measures import FIRST_RIGHT, Measure, direction
from assistant.evaluation.report.summary import make_measures
from assistant.evaluation.report.tables import align_columns, format_interval, format_number
from assistant.evaluation.results import Record, Results

_SIGNIFICANCE_LEVEL = 0.05
_MAX_NAMED = 10
# The value by which questions count as gained or lost, by form of the set.
_OUTCOME = {
    "answers": FIRST_RIGHT,
    "kinds": FIRST_RIGHT,
    "written": "gold in a proven sentence",
    "sentences": "P@1",
    "follow-ups": "token F1",
}


@dataclass(frozen=True, slots=True)
class Difference:
    """One metric in both runs, on the questions they share.

    `low` to `high` is the 95% interval of the difference by a paired bootstrap, `p` the p-value of the
    paired randomisation test, for metrics that are means. `verdict` is "better", "worse", "changed"
    (a metric without a better direction) or "" for no significant change.
    """

    table: str
    group: str
    name: str
    old: float
    new: float
    low: float
    high: float
    p: float | None
    questions: int
    verdict: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """All differences, the ids of the questions whose value `outcome` rose or fell, and remarks."""

    differences: tuple[Difference, ...]
    outcome: str
    gained: tuple[str, ...]
    lost: tuple[str, ...]
    notes: tuple[str, ...]


def compare_results(old: Results, new: Results) -> Comparison:
    """Compare two runs question by question.

    Raises:
        AssistantError: The runs are of different forms, or share no question.
    """
    if old.form != new.form:
        raise AssistantError(f"Cannot compare a run on {old.form} with one on {new.form}.")
    before, after = _shared(old.records, new.records)
    if not before:
        raise AssistantError("The two runs share no question; compare runs on the same set.")
    outcome = _OUTCOME[old.form]
    both = [(o, n) for o, n in zip(before, after, strict=True) if outcome in o.values]
    changes = {_name(o): n.values[outcome] - o.values[outcome] for o, n in both}
    return Comparison(
        tuple(_differences(make_measures(before), make_measures(after))),
        outcome,
        tuple(question for question, change in changes.items() if change > 0),
        tuple(question for question, change in changes.items() if change < 0),
        tuple(_notes(old, new, len(before))),
    )


def comparison_text(comparison: Comparison) -> str:
    """Return a comparison as a table, with the questions gained and lost, and remarks."""
    rows = [["", "old", "new", "difference", "95% interval", "p", ""]]
    for d in comparison.differences:
        p = "" if d.p is None else f"{d.p:.4f}"
        change = f"{'+' if d.new >= d.old else '-'}{format_number(abs(d.new - d.old))}"
        label = f"{d.table}, {d.group}: {d.name}"
        rows.append(
            [
                label,
                format_number(d.old),
                format_number(d.new),
                change,
                format_interval(d.low, d.high),
                p,
                d.verdict,
            ]
        )
    lines = align_columns(rows)
    for word, questions in (("better", comparison.gained), ("worse", comparison.lost)):
        named = ", ".join(questions[:_MAX_NAMED]) + (", …" if len(questions) > _MAX_NAMED else "")
        lines.append(
            f"\n{comparison.outcome}: {len(questions)} questions {word}{': ' if named else ''}{named}"
        )
    lines += [f"\nNote: {note}." for note in comparison.notes]
    return "\n".join(lines)


def _name(record: Record) -> str:
    return f"{record.kind}/{record.id}" if record.kind else record.id


def _shared(old: Sequence[Record], new: Sequence[Record]) -> tuple[list[Record], list[Record]]:
    """Return the records of the questions in both runs, in one order, with the values in both."""
    new_by_key = {record.key: record for record in new}
    pairs = [(record, new_by_key[record.key]) for record in old if record.key in new_by_key]
    return [_keep_shared_values(o, n) for o, n in pairs], [_keep_shared_values(n, o) for o, n in pairs]


def _keep_shared_values(record: Record, other: Record) -> Record:
    return replace(record, values={k: v for k, v in record.values.items() if k in other.values})


def _differences(old: Sequence[Measure], new: Sequence[Measure]) -> list[Difference]:
    new_by_key = {(measure.group, measure.name): measure for measure in new}
    pairs = [(m, new_by_key[m.group, m.name]) for m in old if (m.group, m.name) in new_by_key]
    found = []
    for sizes in dict.fromkeys(measure.sizes for measure, _ in pairs):
        same = [(o, n) for o, n in pairs if o.sizes == sizes]
        ranges = intervals([_change(o.statistic, n.statistic) for o, n in same], sizes)
        found += [_difference(o, n, *range_) for (o, n), range_ in zip(same, ranges, strict=True)]
    order = [(measure.group, measure.name) for measure, _ in pairs]
    return sorted(found, key=lambda d: order.index((d.group, d.name)))


def _change(old: Statistic, new: Statistic) -> Statistic:
    def change(weights: Array) -> Array:
        difference: Array = new(weights) - old(weights)
        return difference

    return change


def _difference(old: Measure, new: Measure, low: float, high: float) -> Difference:
    p = None if old.values is None or new.values is None else paired_randomization_p(new.values - old.values)
    before, after = old.value(), new.value()
    is_significant = p < _SIGNIFICANCE_LEVEL if p is not None else not low <= 0 <= high
    better = direction(old.group, old.name) * (after - before)
    verdict = "" if not is_significant else "better" if better > 0 else "worse" if better < 0 else "changed"
    return Difference(old.table, old.group, old.name, before, after, low, high, p, len(old.records), verdict)


def _notes(old: Results, new: Results, shared: int) -> list[str]:
    notes = []
    for name, results in (("old", old), ("new", new)):
        alone = len(results.records) - shared
        if alone:
            notes.append(f"{alone} questions of the {name} run are not in the other and were not compared")
    names = [{(m.group, m.name) for m in results.metrics} for results in (old, new)]
    for word, only in (("old", names[0] - names[1]), ("new", names[1] - names[0])):
        if only:
            listed = ", ".join(sorted(f"{group}: {name}" for group, name in only))
            notes.append(f"only the {word} run has {listed}, which could not be compared")
    if old.about.get("questions_sha256") != new.about.get("questions_sha256"):
        notes.append("the two runs read different question files; questions were matched by their ids")
    if bool(old.about.get("in_document")) != bool(new.about.get("in_document")):
        notes.append("one run asked each question of its own document alone, the other of all documents")
    for part in ("settings", "models"):
        notes += _changed_values(part, old.about.get(part) or {}, new.about.get(part) or {})
    return notes


def _changed_values(part: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> list[str]:
    names = [name for name in dict.fromkeys([*old, *new]) if old.get(name) != new.get(name)]
    return [f"{part}: {name} was {old.get(name)!r} and is {new.get(name)!r}" for name in names]


def comparison_data(comparison: Comparison) -> dict[str, Any]:
    """Return a comparison as data that can be written as JSON."""
    return asdict(comparison)
