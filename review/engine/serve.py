"""What a worker of the local engine does: takes batches from one pipe and answers on another until its parent is gone.

It keeps nothing between batches but the compiled rules, so it may be killed at any moment.
"""

from __future__ import annotations

import os
import queue
import signal
import threading
from multiprocessing.connection import Connection

from review.engine import Batch, Scanner
from review.engine.batch import Task
from review.extract.process_bounds import memory_bytes

READY = "ready"


def serve(requests: Connection, answers: Connection, task: Task, scanner: Scanner) -> None:
    """Compile the rules, say READY, and answer every batch with its items and the memory held (bytes).

    Whatever goes wrong ends the worker without a word: a traceback might quote a document. Its engine finds out what did it.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent, which ends its workers itself
    inbox: queue.SimpleQueue[Batch] = queue.SimpleQueue()
    threading.Thread(target=_receive, args=(requests, inbox), daemon=True).start()
    _ = task.rules.dispatcher
    answers.send(READY)
    while True:
        batch = inbox.get()
        try:
            answers.send((scanner(batch, task), memory_bytes()))
        except BaseException:  # noqa: BLE001 - a panic of a Rust library is no Exception
            os._exit(1)


def _receive(requests: Connection, inbox: queue.SimpleQueue[Batch]) -> None:
    """Take in batches while another is worked on, so that the parent never waits in the middle of one; leave with the parent."""
    try:
        while True:
            inbox.put(requests.recv())
    except (EOFError, OSError):
        os._exit(1)
