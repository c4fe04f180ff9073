"""The engine of one machine: a supervisor over a few worker processes.

A worker answers document by document, so when it dies or hangs it is known which one it was at. That one is tried again when others are
done, and given up when three workers died of it or when it took longer than a document of its size may; the rest of the batch goes to
another worker. Workers are started afresh (spawn), never forked: native libraries with threads do not outlive a fork, and Windows has
none.
"""

from __future__ import annotations

import math
import multiprocessing
import time
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait

from review.engine import Batch, Scanner
from review.engine.answer import items_of
from review.engine.batch import Item, Task, crashed, hung, scan_batch
from review.engine.serve import HELLO, READY, serve
from review.errors import UsageError
from review.extract.codec import BrokenChannelError
from review.extract.limits import MIB, Limits
from review.extract.sources import Source

DEATHS = 3  # workers that a document may kill
STARTS = 10  # workers in a row that may die before they are ready
START_SECONDS = 300.0  # until a worker is ready; rules are compiled in two
SCAN_SECONDS = 120.0  # for what is found in a document, beside the time for reading it
LEAST_PAGE, LEAST_PICTURE = 100, 4096  # bytes of a page, and of one whose letters are recognised, in the densest of files
WINDOW = 4  # batches for each worker that are drawn ahead of what was taken from the result
WAITING_BYTES = 64 * MIB  # of sources not yet answered, beyond which no batch is drawn
ANSWER_BYTES = 1024 * MIB
WORN_BYTES = 512 * MIB  # memory after which a worker is replaced


class LocalEngine:
    """Runs batches in `jobs` worker processes of this machine."""

    documents = 16

    def __init__(self, jobs: int) -> None:
        self._jobs = jobs

    def map(self, task: Task, batches: Iterable[Batch], scanner: Scanner = scan_batch) -> Iterator[list[Item]]:
        """Yield the items of each batch in order. Raises UsageError (XS112) if no worker can be started."""
        supervisor = _Supervisor(self._jobs, task, scanner, iter(batches))
        try:
            yield from supervisor.results()
        finally:
            supervisor.end()


def seconds_for(source: Source, limits: Limits) -> float:
    """Return after how many seconds a worker that has not answered for a document hangs, by the pages that may be in so many bytes."""
    pictures = source.size // LEAST_PICTURE if limits.recognise else 0
    return SCAN_SECONDS + limits.seconds_for(source.size // LEAST_PAGE, pictures)


class _Slot:
    """The place of a batch in the result, filled document by document."""

    def __init__(self, size: int) -> None:
        self._items: list[Item | None] = [None] * size
        self.missing = size

    def fill(self, at: int, item: Item) -> None:
        self._items[at] = item
        self.missing -= 1

    def items(self) -> list[Item]:
        return [item for item in self._items if item is not None]


@dataclass
class _Piece:
    """What of a batch is still to be done. `first` is where its items stand in the slot, `deaths` how many died of its first source."""

    slot: _Slot
    first: int
    sources: Sequence[Source]
    deaths: int = 0

    @property
    def size(self) -> int:
        return sum(source.size for source in self.sources)

    def fill(self, item: Item) -> None:
        """Take in what the first source comes to."""
        self.slot.fill(self.first, item)
        self.first, self.sources, self.deaths = self.first + 1, self.sources[1:], 0

    def parted(self) -> tuple[_Piece, _Piece]:
        """Return the first source, with one more death, and the others."""
        return _Piece(self.slot, self.first, self.sources[:1], self.deaths + 1), _Piece(self.slot, self.first + 1, self.sources[1:])


class _Worker:
    """A process, the pipes to and from it, and the piece it works on.

    It never has a second one: behind a slow document that would wait while others are idle, and the blame for a death would be in doubt.
    """

    def __init__(self, task: Task, scanner: Scanner) -> None:
        context = multiprocessing.get_context("spawn")
        theirs, self._requests = context.Pipe(duplex=False)
        self.answers, ours = context.Pipe(duplex=False)
        self._process = context.Process(target=serve, args=(theirs, ours), daemon=True)
        self._process.start()  # with little to hand over: this would wait for ever for a process that is killed before it has read it all
        self._task, self._scanner = task, scanner
        # Held by the worker alone, so that its death ends what is read from it, even in the middle of an answer.
        theirs.close()
        ours.close()
        self.piece: _Piece | None = None
        self.ready = self.worn = False
        self.hangs = time.monotonic() + START_SECONDS

    def give(self, piece: _Piece) -> None:
        """Hand over a piece. Raises OSError if the worker is dead."""
        self.piece = piece
        self._await()
        self._requests.send(piece.sources)

    def take(self) -> None:
        """Take in one answer. Raises EOFError or OSError if the worker died, BrokenChannelError if it is none to what was asked."""
        answer = self.answers.recv_bytes(ANSWER_BYTES)
        if not self.ready and answer == HELLO:
            self._requests.send((self._task, self._scanner))
            return
        if not self.ready and answer == READY:
            self.ready, self.hangs = True, math.inf
            return
        items, memory = items_of(answer, self._task.rules.allowances)
        if self.piece is None or len(items) != 1:
            raise BrokenChannelError
        self.piece.fill(items[0])
        self.worn = memory > WORN_BYTES
        self._await()

    def _await(self) -> None:
        """Set the time until which the next document of the piece must be answered; without one there is nothing to wait for."""
        if self.piece and not self.piece.sources:
            self.piece = None
        self.hangs = time.monotonic() + seconds_for(self.piece.sources[0], self._task.limits) if self.piece else math.inf

    def end(self) -> None:
        """Kill the process: it holds nothing that would be lost."""
        self._process.kill()
        self._process.join()
        self._process.close()
        self._requests.close()
        self.answers.close()


class _Supervisor:
    def __init__(self, jobs: int, task: Task, scanner: Scanner, batches: Iterator[Batch]) -> None:
        self._jobs, self._task, self._scanner = jobs, task, scanner
        self._batches: Iterator[Batch] | None = batches
        self._slots: deque[_Slot] = deque()
        self._pieces: deque[_Piece] = deque()
        self._workers: list[_Worker] = []
        self._failed_starts = 0

    def results(self) -> Iterator[list[Item]]:
        while True:
            self._draw()
            self._deal()
            if self._slots and not self._slots[0].missing:
                yield self._slots.popleft().items()
            elif self._slots:
                self._attend()
            else:
                return

    def end(self) -> None:
        for worker in self._workers:
            worker.end()
        self._workers.clear()

    def _draw(self) -> None:
        """Draw batches up to the window; the first may be as large as it is."""
        while self._batches is not None and len(self._slots) < WINDOW * self._jobs and (not self._slots or self._bytes() < WAITING_BYTES):
            batch = next(self._batches, None)
            if batch is None:
                self._batches = None
                return
            self._slots.append(slot := _Slot(len(batch)))
            if batch:
                self._pieces.append(_Piece(slot, 0, batch))

    def _bytes(self) -> int:
        return sum(piece.size for piece in self._pieces) + sum(worker.piece.size for worker in self._workers if worker.piece)

    def _deal(self) -> None:
        """Give a piece to every worker that has none; start workers while there is more to do."""
        for worker in [worker for worker in self._workers if worker.worn and not worker.piece]:
            self._dismiss(worker)
        for worker in [worker for worker in self._workers if worker.ready and not worker.piece][: len(self._pieces)]:
            try:
                worker.give(self._pieces.popleft())
            except OSError:
                self._bury(worker)
        starting = sum(not worker.ready for worker in self._workers)
        while len(self._workers) < self._jobs and starting < len(self._pieces):
            self._workers.append(_Worker(self._task, self._scanner))
            starting += 1

    def _attend(self) -> None:
        """Wait until a worker has answered, died or hung for too long."""
        by_pipe: dict[object, _Worker] = {worker.answers: worker for worker in self._workers}
        pipes: list[Connection] = [worker.answers for worker in self._workers]
        first = min(worker.hangs for worker in self._workers)
        for pipe in wait(pipes, None if first == math.inf else max(0.0, first - time.monotonic())):
            worker = by_pipe[pipe]
            try:
                worker.take()
            except (EOFError, OSError, BrokenChannelError):
                self._bury(worker)
            if worker.ready:
                self._failed_starts = 0
        now = time.monotonic()
        for worker in [worker for worker in self._workers if worker.hangs <= now and not worker.answers.poll()]:
            self._bury(worker, hung_at=worker.piece)

    def _bury(self, worker: _Worker, *, hung_at: _Piece | None = None) -> None:
        """Take back what a dead or hung worker had, without the document that hung, or of which too many died."""
        self._dismiss(worker)
        if not worker.ready:
            self._failed_starts += 1
            if self._failed_starts >= STARTS:
                raise UsageError("XS112", "检查用的进程无法启动。", "请加 --jobs 1 再检查；仍不行的，请重新安装本程序。")
        piece = worker.piece
        if piece is None:
            return
        suspect, rest = piece.parted()
        if hung_at:
            suspect.fill(hung(suspect.sources[0]))
        elif suspect.deaths >= DEATHS:
            suspect.fill(crashed(suspect.sources[0]))
        else:
            self._pieces.append(suspect)  # behind all others: whoever kills workers as they come would else kill it every time
        if rest.sources:
            self._pieces.appendleft(rest)

    def _dismiss(self, worker: _Worker) -> None:
        self._workers.remove(worker)
        worker.end()
