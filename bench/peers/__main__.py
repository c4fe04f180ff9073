"""``python -m bench.peers SHARED [--venv FOLDER]``: print the tables of this package."""

from __future__ import annotations

import argparse
from pathlib import Path

from bench.peers import run
from bench.peers.environment import FOLDER


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.peers", description="The program and its peers, in one run.")
    parser.add_argument("shared", type=Path, help="the folder with corpus/ and gold/")
    parser.add_argument("--venv", type=Path, default=FOLDER, help="where the peers are, or will be, installed (default: build/peers)")
    arguments = parser.parse_args()
    for line in run(arguments.shared.resolve(), arguments.venv.resolve()):
        print(line, flush=True)


main()
