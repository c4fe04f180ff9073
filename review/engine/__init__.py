"""Many documents: one function that reviews a batch, and engines that run it.

An engine knows nothing of documents, rules or reports. It is given a task, batches of sources and the function `scan_batch`, and
gives back what that returns, in order. It may run it here, in processes of this machine, or on other machines: whatever goes in
and out is a plain value. What every engine must hold is said by the contract tests in tests/engine.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Protocol

from review.engine.batch import Item, Task, scan_batch
from review.extract.sources import Source

Batch = Sequence[Source]
Scanner = Callable[[Batch, Task], list[Item]]


class Engine(Protocol):
    """Runs a function over batches. `documents` is how many sources a batch had best have at most."""

    documents: int

    def map(self, task: Task, batches: Iterable[Batch], scanner: Scanner = scan_batch) -> Iterator[list[Item]]:
        """Yield for each batch, in order, one item per source, in order; for an empty batch an empty list.

        Batches are drawn only a bounded stretch ahead of what was taken from the result. A worker that dies loses nothing: what it had
        not answered is done again. A source that kills its workers gets the gap ``crashed``, one that its worker never answers for the
        gap ``timeout``. `scanner` is a function of a module, raises nothing, and may be given a batch in parts.
        """
        ...


class InProcess:
    """Runs everything in this process, one source after another."""

    documents = 1

    def map(self, task: Task, batches: Iterable[Batch], scanner: Scanner = scan_batch) -> Iterator[list[Item]]:
        """Yield what `scanner` returns for each batch."""
        return (scanner(batch, task) if batch else [] for batch in batches)
