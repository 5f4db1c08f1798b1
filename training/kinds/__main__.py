"""Write a question set of every kind of document.

python -m training.kinds ../shared/data build/kinds
assistant evaluate --all build/kinds
"""

from __future__ import annotations

import argparse
from pathlib import Path

from training.kinds.choose import Limits, choose_kinds
from training.kinds.rows import read_kinds
from training.kinds.write import write_kind


def main() -> None:
    """Write a folder for each kind and print what it holds."""
    limits = Limits()
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("data", type=Path, help="folder with training/")
    parser.add_argument("out", type=Path, help="folder to write to, a folder for each kind")
    parser.add_argument(
        "--part", choices=("measure", "tune"), default="measure", help="tune: to fit on (default: measure)"
    )
    parser.add_argument("--answerable", type=int, default=limits.answerable, help="most a kind (%(default)s)")
    parser.add_argument("--near-misses", type=int, default=limits.near_misses, help="(%(default)s)")
    parser.add_argument("--foreign", type=int, default=limits.foreign, help="(%(default)s)")
    options = parser.parse_args()
    limits = Limits(options.answerable, options.near_misses, options.foreign)
    for chosen in choose_kinds(read_kinds(options.data / "training", options.part), limits):
        write_kind(chosen, options.out / chosen.kind.name)
        print(
            f"{chosen.kind.name}: {len(chosen.documents)} documents, {len(chosen.answerable)} questions, "
            f"{len(chosen.near_misses)} near misses, {len(chosen.foreign)} foreign"
        )


if __name__ == "__main__":
    main()
