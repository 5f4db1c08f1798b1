"""Pictures of pages to lines of text, by RapidOCR and the models in its package (extra "ocr").

Nothing is fetched: the package holds the models that are used here, for Latin letters, Chinese and
Japanese.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from typing import Any

import numpy as np
import numpy.typing as npt

INSTALL = 'pip install "assistant-documents[ocr]"'
"""What a person types to get text recognition."""

# The longest side that the recognition works with; pictures are rendered no larger.
MOST_PIXELS = 2000

# A page whose darkest and brightest spot are this close shows nothing.
_LEAST_CONTRAST = 24
# Lines of upright print are recognised more surely than this, upside down ones at about 0.65.
_SURE = 0.9

Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class ScannedLine:
    """A piece of text in one line.

    `box` is where it stands on the page turned so that it can be read, `place` where on the page as it
    is shown; both as in `assistant.types.Line`.
    """

    text: str
    box: Box
    place: Box


@dataclass(frozen=True, slots=True)
class PageOcr:
    """Reads pictures of pages.

    `before_page` is told the number of each, from 1, as often as it is looked at, and 0 after the last.
    """

    before_page: Callable[[int], None] = lambda number: None

    def read(self, number: int, picture: npt.NDArray[np.uint8]) -> list[ScannedLine]:
        """Return what stands on a picture of shape (height, width, 3), piece by piece in no certain order.

        A page that lies on its side or upside down is turned.

        Raises:
            Exception: Of any kind, by what the recognition stumbles over.
        """
        if int(picture.max()) - int(picture.min()) < _LEAST_CONTRAST:
            return []
        first = self._recognise(number, picture, 0)
        turned = [self._recognise(number, picture, turns) for turns in first.other_turns()]
        return max((first, *turned), key=lambda reading: reading.worth).lines

    def finish(self) -> None:
        """Say that no more pictures of this document are coming."""
        self.before_page(0)

    def _recognise(self, number: int, picture: npt.NDArray[np.uint8], turns: int) -> _Reading:
        self.before_page(number)
        return _recognise(picture, turns)


def is_installed() -> bool:
    """Whether the extra is there."""
    return find_spec("rapidocr") is not None


def is_on(setting: str) -> bool:
    """Whether scanned pages are read under a value of the setting `ocr`."""
    return setting == "auto" and is_installed()


@dataclass(frozen=True, slots=True)
class _Reading:
    """What was recognised on a page; `sureness` is the mean of all letters, 0 to 1."""

    lines: list[ScannedLine]
    sureness: float

    @property
    def worth(self) -> float:
        """How much was recognised how surely."""
        return self.sureness**4 * sum(len(line.text) for line in self.lines)

    def other_turns(self) -> tuple[int, ...]:
        """Return the quarter turns by which the page might read better."""
        if not self.lines:
            return (1, 2, 3)
        heights = [(line.box[3] - line.box[1]) > (line.box[2] - line.box[0]) for line in self.lines]
        if 2 * sum(heights) > len(self.lines):
            return (1, 3)
        return (2,) if self.sureness < _SURE else ()


def _recognise(picture: npt.NDArray[np.uint8], turns: int) -> _Reading:
    """Read a picture turned by quarters, against the clock."""
    turned = np.ascontiguousarray(np.rot90(picture, turns))
    found = _engine()(turned)
    if found.boxes is None or found.txts is None or found.scores is None:
        return _Reading([], 0.0)
    height, width = turned.shape[:2]
    boxes = [_box(corners, width, height) for corners in found.boxes]
    lines = [
        ScannedLine(text, box, _turned_back(box, turns)) for text, box in zip(found.txts, boxes, strict=True)
    ]
    return _Reading(lines, float(np.average(found.scores, weights=[len(text) for text in found.txts])))


@cache
def _engine() -> Any:
    import cv2
    from rapidocr import RapidOCR

    cv2.setNumThreads(1)
    one_thread = {"intra_op_num_threads": 1, "inter_op_num_threads": 1}
    options = {f"EngineConfig.onnxruntime.{name}": count for name, count in one_thread.items()}
    whole = {
        "Global.log_level": "critical",
        "Global.max_side_len": MOST_PIXELS,
        # It turns single lines, so that a page that lies upside down reads well, from its end on.
        "Global.use_cls": False,
    }
    return RapidOCR(params={**whole, **options})


def _box(corners: Any, width: int, height: int) -> Box:
    """Return the upright box around four corners in pixels."""
    shares = np.clip(np.asarray(corners, dtype=float) / (width, height), 0.0, 1.0).round(4)
    (left, top), (right, bottom) = shares.min(axis=0), shares.max(axis=0)
    return float(left), float(top), float(right), float(bottom)


def _turned_back(box: Box, turns: int) -> Box:
    """Return where a box stood before the page was turned by quarters against the clock."""
    for _ in range(turns):
        left, top, right, bottom = box
        box = (round(1 - bottom, 4), left, round(1 - top, 4), right)
    return box
