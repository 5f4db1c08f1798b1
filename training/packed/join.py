"""Join and check the parts of a package; the first thing to do on the other machine.

python -m training.packed.join build/packed /tmp/package
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from training.packed.parts import DamagedPartError, join_parts


def main() -> int:
    """Unpack a package; one clear sentence if that fails."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("parts", type=Path, help="folder with manifest.json and the parts")
    parser.add_argument("target", type=Path, help="folder to unpack to")
    options = parser.parse_args()
    try:
        join_parts(options.parts, options.target)
    except DamagedPartError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
