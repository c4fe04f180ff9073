"""Run every measurement, or those named: ``python -m bench SHARED [NAME …]``.

SHARED is the folder with corpus/, gold/ and tools/. Ratios are of one run on one machine; absolute figures vary with it.
"""

from __future__ import annotations

import importlib
import sys
from pathlib import Path

MEASUREMENTS = (
    "articles",
    "gold",
    "noise",
    "corpus",
    "speed",
    "names",
    "likeness",
    "startup",
    "memory",
    "state",
    "hidden",
    "hidden_pdf",
    "hostile",
    "folder",
    "many",
    "sweep",
    "peers",
)


def main() -> None:
    if len(sys.argv) < 2 or not (Path(sys.argv[1]) / "corpus").is_dir():
        raise SystemExit("用法：make bench SHARED=共享文件夹（其中有 corpus、gold、tools）")
    shared = Path(sys.argv[1]).resolve()
    failed = []
    for name in sys.argv[2:] or MEASUREMENTS:
        print(f"── {name}", flush=True)
        try:
            for line in importlib.import_module(f"bench.{name}").run(shared):
                print(f"   {line}", flush=True)
        except AssertionError as error:
            failed.append(name)
            print(f"   未达到：{error}", flush=True)
    if failed:
        raise SystemExit(f"未达到要求：{'、'.join(failed)}")


main()
