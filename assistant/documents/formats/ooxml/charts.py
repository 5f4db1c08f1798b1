"""Charts of Word files, slides and sheets → their title and the table of values that they show.

Read from the values that are stored in the chart, which are those that are seen; the workbook behind it may
be missing or changed. Both kinds of charts are read: those of 2007 (`c:`) and those of 2016 (`cx:`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

from assistant.documents.formats.ooxml.namespaces import parse_xml, path, qn
from assistant.documents.formats.ooxml.number_format import format_value

# The name of the column of categories where their axis has no title.
_CATEGORIES, _POSITIONS = "Category", "x"
_BETWEEN_LEVELS = " › "
# Charts draw no more points; an index beyond would make a table of empty rows without end.
_MOST_POINTS = 100_000


@dataclass(frozen=True, slots=True)
class ChartTable:
    """A table of a chart: names of its columns, then one row a category, all of the same length."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """What a chart shows: title, titles of axes of values, tables, and texts that are drawn on it."""

    title: str
    axes: tuple[str, ...]
    tables: tuple[ChartTable, ...]

    @property
    def caption(self) -> str:
        """The title with what the values are, in one line."""
        measured = f"({', '.join(self.axes)})" if self.axes else ""
        return " ".join(part for part in (self.title, measured) if part)


@dataclass(frozen=True, slots=True)
class _Series:
    """A series: its name, and labels and values by index; `has_positions` if its labels are those of x."""

    name: str
    labels: dict[int, str]
    values: dict[int, str]
    sizes: dict[int, str]
    has_positions: bool = False


def read_chart(data: bytes) -> Chart:
    """Read the part of an Office file that holds a chart.

    Raises:
        lxml.etree.XMLSyntaxError: It is damaged.
    """
    root = parse_xml(data)
    return _read_2016(root) if root.tag == qn("cx:chartSpace") else _read_2007(root)


def _read_2007(root: Any) -> Chart:
    chart = root.find(qn("c:chart"))
    area = chart.find(qn("c:plotArea")) if chart is not None else None
    if area is None:
        return Chart("", (), ())
    found = [_series(each, number) for number, each in enumerate(_elements_of_series(area), 1)]
    category_axis, value_axes = _axes(area)
    title = _words(chart.find(qn("c:title")))
    if not title and len(found) == 1 and not _is_without_title(chart):
        title = found[0].name
    return Chart(title, value_axes, tuple(_tables(found, category_axis)))


def _is_without_title(chart: Any) -> bool:
    """Whether the title was taken away; otherwise the name of an only series is shown as one."""
    deleted = chart.find(qn("c:autoTitleDeleted"))
    return deleted is not None and deleted.get("val", "1") in ("1", "true")


def _elements_of_series(area: Any) -> Iterator[Any]:
    for plot in area.iterchildren():
        if isinstance(plot.tag, str):
            yield from plot.iterchildren(qn("c:ser"))


def _axes(area: Any) -> tuple[str, tuple[str, ...]]:
    """Return the title of the axis of categories and those of the axes of values."""
    titles = {
        kind: [_words(axis.find(qn("c:title"))) for axis in area.iterchildren(qn(f"c:{kind}"))]
        for kind in ("catAx", "dateAx", "serAx", "valAx")
    }
    categories, values = [*titles["catAx"], *titles["dateAx"]], titles["valAx"]
    if not categories and len(values) > 1:  # the first axis of a chart of points is that of x
        categories, values = values[:1], values[1:]
    return next(filter(None, categories), ""), tuple(dict.fromkeys(filter(None, values)))


def _series(element: Any, number: int) -> _Series:
    name = " ".join(_words(element.find(qn("c:tx"))).split()) or f"Series {number}"
    positions = element.find(qn("c:xVal"))
    labels = element.find(qn("c:cat")) if positions is None else positions
    values = element.find(qn("c:val"))
    values = element.find(qn("c:yVal")) if values is None else values
    sizes = _points(element.find(qn("c:bubbleSize")))
    return _Series(name, _points(labels), _points(values), sizes, positions is not None)


def _points(element: Any) -> dict[int, str]:
    """Return the texts of stored points by their index."""
    if element is None:
        return {}
    levels = element.findall(path("c:multiLvlStrRef/c:multiLvlStrCache/c:lvl"))
    if levels:
        return _in_levels([_texts(level, "c") for level in levels])
    for cache in element.iter(qn("c:strCache"), qn("c:numCache"), qn("c:strLit"), qn("c:numLit")):
        return _texts(cache, "c", cache.findtext(qn("c:formatCode"), ""))
    return {}


def _texts(cache: Any, prefix: str, number_format: str = "") -> dict[int, str]:
    texts = {}
    for point in cache.iterchildren(qn(f"{prefix}:pt")):
        index = point.get("idx", "")
        value = point.findtext(qn("c:v"), "") if prefix == "c" else point.text or ""
        if index.isdecimal() and int(index) < _MOST_POINTS:
            shown = point.get("formatCode", number_format)
            texts[int(index)] = shown_value(value, shown) if shown else " ".join(value.split())
    return texts


def _in_levels(levels: Sequence[dict[int, str]]) -> dict[int, str]:
    """Join the labels of several levels, the innermost given first; an outer one holds until the next."""
    inner = levels[0]
    last = max((index for level in levels for index in level), default=-1)
    labels, current = {}, [""] * (len(levels) - 1)
    for index in range(last + 1):
        for number, level in enumerate(levels[1:]):
            current[number] = level.get(index, current[number])
        labels[index] = _BETWEEN_LEVELS.join(filter(None, (*reversed(current), inner.get(index, ""))))
    return labels


def shown_value(value: str, number_format: str) -> str:
    """Return a stored number as its format shows it, and anything else as one line."""
    try:
        number = float(value)
    except ValueError:
        return " ".join(value.split())
    return format_value(number, number_format)


def _tables(found: Sequence[_Series], category_axis: str) -> Iterator[ChartTable]:
    """Yield one table for all series with the same labels; otherwise one for each."""
    found = [series for series in found if series.values]
    labels = {tuple(sorted(series.labels.items())) for series in found if series.labels}
    groups = [found] if len(labels) <= 1 else [[series] for series in found]
    yield from (_table(group, category_axis) for group in groups if group)


def _table(group: Sequence[_Series], category_axis: str) -> ChartTable:
    names: dict[int, str] = next((series.labels for series in group if series.labels), {})
    columns = list(chain.from_iterable(_columns(series) for series in group))
    indices = sorted({index for _, values in columns for index in values} | set(names))
    unnamed = _POSITIONS if any(series.has_positions for series in group) else _CATEGORIES
    first = [category_axis or unnamed] if names else []
    rows = (
        ([names.get(index, "")] if names else []) + [values.get(index, "") for _, values in columns]
        for index in indices
    )
    return ChartTable((*first, *(name for name, _ in columns)), tuple(map(tuple, rows)))


def _columns(series: _Series) -> Iterator[tuple[str, dict[int, str]]]:
    yield series.name, series.values
    if series.sizes:
        yield f"{series.name} (size)", series.sizes


def _read_2016(root: Any) -> Chart:
    data = {each.get("id"): each for each in root.findall(path("cx:chartData/cx:data"))}
    found = []
    for number, element in enumerate(root.iter(qn("cx:series")), 1):
        reference = element.find(qn("cx:dataId"))
        of_series = data.get(reference.get("val") if reference is not None else "0")
        if of_series is None or element.get("hidden") in ("1", "true"):
            continue
        name = _words(element.find(qn("cx:tx"))) or f"Series {number}"
        found.append(_Series(" ".join(name.split()), _labels_2016(of_series), _values_2016(of_series), {}))
    title = _words(root.find(path("cx:chart/cx:title")))
    return Chart(title, (), tuple(_tables(found, "")))


def _labels_2016(data: Any) -> dict[int, str]:
    dimension = next(iter(data.iterchildren(qn("cx:strDim"))), None)
    levels = dimension.findall(qn("cx:lvl")) if dimension is not None else []
    return _in_levels([_texts(level, "cx") for level in levels]) if levels else {}


def _values_2016(data: Any) -> dict[int, str]:
    level = data.find(path("cx:numDim/cx:lvl"))
    return _texts(level, "cx", level.get("formatCode") or "General") if level is not None else {}


def _words(element: Any) -> str:
    """Return the words of a title or a name as one line."""
    if element is None:
        return ""
    lines = []
    for paragraph in element.iter(qn("a:p")):
        lines.append("".join(text.text or "" for text in paragraph.iter(qn("a:t"))))
    if not any(lines):
        lines = [text.text or "" for text in element.iter(qn("c:v"), qn("cx:v"))]
    return " ".join(" ".join(lines).split())
