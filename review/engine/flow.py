"""Sources in, reviewed documents out, in order: what the ledger knows is not reviewed again, the rest goes to an engine in batches."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from review.engine import Batch, Engine, key
from review.engine.batch import Item, Task
from review.engine.entry import entry_of, restored
from review.engine.ledger import Ledger
from review.extract.limits import MIB
from review.extract.sources import Source
from review.model import Reviewed

BATCH_BYTES = 4 * MIB
DRAWN = 64  # sources after which a batch is handed on, even if the ledger knows them all


@dataclass
class Flow:
    """A run over many documents. `quoted` tells of a result without words whether its report needs them.

    `known` counts the documents that did not have to be reviewed, `anew` those that were.
    """

    task: Task
    engine: Engine
    ledger: Ledger | None = None
    quoted: Callable[[Reviewed], bool] = lambda reviewed: bool(reviewed.scan.findings or reviewed.scan.gaps)
    known: int = 0
    anew: int = 0
    _plans: deque[_Plan] = field(default_factory=deque)

    def items(self, sources: Iterable[Source]) -> Iterator[Item]:
        """Yield what each source comes to. What was reviewed is in the ledger before it is yielded."""
        for results in self.engine.map(self.task, self._batches(sources)):
            plan = self._plans.popleft()
            self._keep(plan, results)
            fresh = iter(results)
            yield from (item or next(fresh) for item in plan.items)

    def _batches(self, sources: Iterable[Source]) -> Iterator[Batch]:
        task_key = key.of_task(self.task) if self.ledger else b""
        plan = _Plan()
        for source in sources:
            self._plan(source, task_key, plan)
            if len(plan.batch) >= self.engine.documents or plan.size >= BATCH_BYTES or len(plan.items) >= DRAWN:
                self._plans.append(plan)
                yield plan.batch
                plan = _Plan()
        if plan.items:
            self._plans.append(plan)
            yield plan.batch

    def _plan(self, source: Source, task_key: bytes, plan: _Plan) -> None:
        source_key = key.of_source(source, task_key) if self.ledger else None
        entry = self.ledger.get(source_key) if self.ledger and source_key else None
        reviewed = _read_back(entry, source) if entry else None
        if reviewed is not None:
            self.known += 1
            if not self.quoted(reviewed):
                plan.items.append((reviewed, None))
                return
        else:
            self.anew += 1
        plan.items.append(None)
        plan.batch.append(source)
        plan.keys.append(source_key if reviewed is None else None)
        plan.size += source.size

    def _keep(self, plan: _Plan, results: list[Item]) -> None:
        if self.ledger is None:
            return
        new = [(k, entry_of(reviewed)) for k, (reviewed, _) in zip(plan.keys, results, strict=True) if k]
        self.ledger.keep((k, entry) for k, entry in new if entry)


@dataclass
class _Plan:
    """A stretch of sources: the items that are known, with None for those of the batch; keys of what is to be kept of the batch."""

    items: list[Item | None] = field(default_factory=list)
    batch: list[Source] = field(default_factory=list)
    keys: list[bytes | None] = field(default_factory=list)
    size: int = 0


def _read_back(entry: bytes, source: Source) -> Reviewed | None:
    try:
        return restored(entry, source)
    except (ValueError, KeyError, TypeError):
        return None
