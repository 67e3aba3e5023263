"""Read many damaged files of all formats: no traceback, no file costs another.

    python -m benchmarks.fuzz_formats [--files 2000] [--seed 1]
"""

from __future__ import annotations

import argparse
import tempfile
import time
from pathlib import Path

from tests.quotes.test_formats import fuzz


def main() -> None:
    """Make the files in a temporary folder, read them and print what came of them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    start = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        articles, failures = fuzz(Path(folder), args.files, args.seed)
    seconds = time.perf_counter() - start
    print(f"{args.files} damaged files: {articles} articles and {failures} sentences of failure, {seconds:.0f} s")


if __name__ == "__main__":
    main()
