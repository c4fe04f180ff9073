"""What a worker of the local engine does: takes batches from one pipe and answers, source by source, on another until its parent is gone.

It keeps nothing between sources but the compiled rules, so it may be killed at any moment.
"""

from __future__ import annotations

import os
import signal
from multiprocessing.connection import Connection

from review.engine import Batch, Scanner
from review.engine.answer import answer_of
from review.engine.batch import Task
from review.extract.process_bounds import memory_bytes

HELLO, READY = b"hello", b"ready"


def serve(requests: Connection, answers: Connection) -> None:
    """Say HELLO, take in a task and a scanner, compile the rules, say READY, and answer for every source with its item and the memory held.

    Whatever goes wrong ends the worker without a word: a traceback might quote a document. Its engine finds out what did it.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent, which ends its workers itself
    try:
        answers.send_bytes(HELLO)
        task, scanner = _first(requests)
        _ = task.rules.dispatcher
        answers.send_bytes(READY)
        while True:
            batch: Batch = requests.recv()
            for source in batch:
                answers.send_bytes(answer_of(scanner([source], task), memory_bytes(), task.rules.allowances))
    except BaseException:  # noqa: BLE001 - a panic of a Rust library is no Exception; and the parent may be gone
        os._exit(1)


def _first(requests: Connection) -> tuple[Task, Scanner]:
    task, scanner = requests.recv()
    return task, scanner
