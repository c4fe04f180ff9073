"""Sources in, reviewed documents out, in order: what the ledger knows is not reviewed again, the rest goes to an engine in batches."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from review.engine import Batch, Engine, key
from review.engine.batch import Item, Task, ToShow
from review.engine.entry import Seals
from review.engine.ledger import Ledger
from review.extract.limits import MIB
from review.extract.sources import Source

BATCH_BYTES = 4 * MIB
DRAWN = 64  # sources after which a batch is handed on, even if the ledger knows them all


@dataclass
class Flow:
    """A run over many documents. If the task wants texts, `whole` wants those too in which nothing was found.

    `known` counts the documents that did not have to be reviewed, `anew` those that were.
    """

    task: Task
    engine: Engine
    ledger: Ledger | None = None
    whole: bool = False
    known: int = 0
    anew: int = 0
    _plans: deque[_Plan] = field(default_factory=deque)

    def __post_init__(self) -> None:
        self._task_key = key.of_task(self.task) if self.ledger else b""
        self._seals = Seals(self._task_key, self.task.rules.allowances)

    def items(self, sources: Iterable[Source]) -> Iterator[Item]:
        """Yield what each source comes to. What was reviewed is in the ledger before it is yielded."""
        for results in self.engine.map(self.task, self._batches(sources)):
            plan = self._plans.popleft()
            self._keep(plan, results)
            fresh = iter(results)
            yield from (item or next(fresh) for item in plan.items)

    def _batches(self, sources: Iterable[Source]) -> Iterator[Batch]:
        plan = _Plan()
        for source in sources:
            self._plan(source, plan)
            if len(plan.batch) >= self.engine.documents or plan.size >= BATCH_BYTES or len(plan.items) >= DRAWN:
                self._plans.append(plan)
                yield plan.batch
                plan = _Plan()
        if plan.items:
            self._plans.append(plan)
            yield plan.batch

    def _plan(self, source: Source, plan: _Plan) -> None:
        source_key = key.of_source(source, self._task_key) if self.ledger else None
        entry = self.ledger.get(source_key) if self.ledger and source_key else None
        reviewed = self._seals.open(entry, source, source_key) if entry and source_key else None
        if reviewed is None:
            self.anew += 1
            plan.ask(source, source_key)
            return
        self.known += 1
        if self.task.texts and (self.whole or reviewed.scan.findings or reviewed.scan.gaps):
            plan.ask(ToShow(source.path, source.data, source.gaps, source.folder, reviewed))
        else:
            plan.items.append((reviewed, None))

    def _keep(self, plan: _Plan, results: list[Item]) -> None:
        if self.ledger is None:
            return
        asked = zip(plan.batch, plan.keys, results, strict=True)
        new = [(k, self._seals.close(reviewed, source, k)) for source, k, (reviewed, _) in asked if k]
        self.ledger.keep((k, entry) for k, entry in new if entry)


@dataclass
class _Plan:
    """A stretch of sources: the items that are known, with None for those of the batch; keys of what is to be kept of the batch."""

    items: list[Item | None] = field(default_factory=list)
    batch: list[Source] = field(default_factory=list)
    keys: list[bytes | None] = field(default_factory=list)
    size: int = 0

    def ask(self, source: Source, source_key: bytes | None = None) -> None:
        """Take a source into the batch; what it comes to is kept under the key, if there is one."""
        self.items.append(None)
        self.batch.append(source)
        self.keys.append(source_key)
        self.size += source.size
