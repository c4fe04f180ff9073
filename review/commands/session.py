"""What every command that looks at documents needs: the rules in force, the options of a scan, and the reviewing itself."""

from __future__ import annotations

import datetime as dt
from collections.abc import Generator, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path

from review.engine import Engine, InProcess, batch, key
from review.engine.batch import Item
from review.engine.flow import Flow
from review.engine.ledger import NAME as LEDGER
from review.engine.ledger import Ledger
from review.errors import Exit, UsageError
from review.extract.limits import DEFAULT, MIB, Limits
from review.extract.sources import Source, sources
from review.judge import exit_code
from review.model import Document, Reviewed, Severity
from review.report import FORMATS
from review.rules.allow import expired
from review.rules.locate import additions, folders
from review.rules.ruleset import RuleSet, load_ruleset
from review.scan import Options
from review.store import memory, private
from review.store.unit_folder import OWN_LEXICON, UnitFolder

FEW, FEW_BYTES = 24, 8 * MIB  # documents that are reviewed sooner than a worker has started


def rules_in_force(own: Path | None = None, *, unit: Path | None = None, keep: bool = True) -> RuleSet:
    """Return the proven rule set: what ships, and what the unit adds to it.

    `own` is a lexicon that the user named for this run, `unit` the folder of the unit that a matter belongs to; without either the unit
    is that of the user's settings. `keep` False proves everything anew.
    """
    folder, added = folders(own, own_lexicon(unit))
    rules = load_ruleset(folder, private.cache() if keep else None, added)
    check_facts(added)
    model = memory.names_model() if unit is None else None
    return rules.with_model(model) if model else rules


def check_facts(added: Path | None) -> None:
    """Raise LexiconError (XS380–XS386) for the first thing that is wrong with the tables of facts in a unit's lexicon."""
    if added is not None and (added / "facts").is_dir():
        from review.facts.tables import check

        for path in sorted((added / "facts").glob("*.tsv")):
            check(path)


def own_lexicon(unit: Path | None = None) -> Path | None:
    """Return the folder of the unit's own rules, if it has one: ``lexicons`` in the unit's folder, or else the one that was set.

    For the matters of a `unit` only the former counts: all who sign there must be held to the same rules.
    """
    place = unit or memory.unit_folder()
    if place is not None and (place / OWN_LEXICON).is_dir():
        return additions(place / OWN_LEXICON)
    chosen = memory.lexicon_folder() if unit is None else None
    return additions(chosen) if chosen is not None else None


def options(only: Iterable[str] = (), departments: Iterable[str] = (), day: dt.date | None = None) -> Options:
    """Return the options of a scan for this unit or user; dated facts are asked as of a day, and not at all without one."""
    return Options(fingerprint_key(), frozenset(only), frozenset(departments), day)


def departments(rules: RuleSet, named: Iterable[str] = ()) -> tuple[str, ...]:
    """Return the departments to check for: those named, or else those of the user's settings; none means all.

    Raises UsageError (XS109) for one that no rule names.
    """
    chosen = tuple(dict.fromkeys(named or memory.departments()))
    unknown = [name for name in chosen if name not in rules.departments]
    if unknown:
        known = f"可用的部门：{'、'.join(rules.departments)}。" if rules.departments else "现在的规则都不分部门，不用选择。"
        raise UsageError("XS109", f"没有规则属于部门“{unknown[0]}”。", f"{known}设置过的，用 xianshen config department 全部 恢复。")
    return chosen


def remarks(rules: RuleSet, chosen: Iterable[str], today: dt.date) -> tuple[str, ...]:
    """Return what a reader must know of a run besides its findings: what was switched off, what holds no longer."""
    left_out = [name for name in rules.departments if name not in chosen] if chosen else []
    off = sum(not rules.asks(rule, frozenset(chosen)) for rule in rules.lexicon.rules)
    over = [a.source for a in rules.allowances if expired(a, today)]
    lost = memory.unit_folder()
    return tuple(
        filter(
            None,
            (
                f"只按{'、'.join(chosen)}检查，没有使用{'、'.join(left_out)}的 {off} 条规则" if off else "",
                f"允许清单有 {len(over)} 条已过期，不再起作用：{'、'.join(over)}" if over else "",
                f"单位文件夹“{lost}”打不开，本次没有使用其中的词库" if lost is not None and not lost.is_dir() else "",
            ),
        )
    )


def fingerprint_key() -> bytes:
    """Return the key of fingerprints: the unit's, so that everybody there sees the same ones, or this user's own."""
    unit = memory.unit_folder()
    if unit is not None and UnitFolder(unit).founded:
        return UnitFolder(unit).fingerprint_key()
    return private.fingerprint_key()


def review(
    source: Source, rules: RuleSet, opts: Options, day: dt.date, limits: Limits = DEFAULT, channel: str = ""
) -> tuple[Reviewed, Document]:
    """Read and scan one document, and except what is agreed on as of a day, for a channel if it is known."""
    return batch.review(source, batch.Task(rules, opts, day, channel, limits))


@dataclass
class Run:
    """A run over many documents; it remembers what the exit code and the next step need.

    `form` is the format of the report. `jobs` is how many workers there may be: 1 for none, 0 for what the machine has room for.
    `keep` False neither asks the ledger nor keeps anything in it.
    """

    rules: RuleSet
    options: Options
    fail_on: Severity | None
    day: dt.date
    form: str = "text"
    jobs: int = 0
    keep: bool = False
    count: int = 0
    stopped: int = 0
    known: int = 0
    rebuilt: bool = False
    code: Exit = field(default=Exit.CLEAN)

    def items(self, paths: Iterable[Path], limits: Limits = DEFAULT) -> Generator[Item, None, None]:
        """Yield every document of the paths as it is reviewed; the text is kept only where the report quotes it."""
        head, rest = _first(sources(list(paths), limits))
        task = batch.Task(self.rules, self.options, self.day, limits=limits, texts=FORMATS[self.form].quotes)
        ledger = open_ledger(task) if self.keep else None
        alone = rest is None and len(head) == 1  # a page about one document shows its text, whatever was found
        flow = Flow(task, engine_for(self.jobs, few=rest is None), ledger, whole=alone)
        try:
            for item in flow.items(chain(head, rest or ())):
                self._count(item[0])
                self.known = flow.known
                yield item
        finally:
            if ledger is not None:
                self.rebuilt = ledger.rebuilt
                ledger.close()

    def _count(self, reviewed: Reviewed) -> None:
        self.count += 1
        self.stopped += reviewed.scan.stop
        self.code = max(self.code, exit_code([reviewed], self.fail_on))


def _first(stream: Iterator[Source]) -> tuple[list[Source], Iterator[Source] | None]:
    """Draw the first sources; return them and the rest, which is None if that was all."""
    head: list[Source] = []
    size = 0
    for source in stream:
        head.append(source)
        size += source.size
        if len(head) > FEW or size > FEW_BYTES:
            return head, stream
    return head, None


def engine_for(jobs: int, *, few: bool) -> Engine:
    """Return the engine for so many workers; by itself a run over few documents starts none, which would take longer than the run."""
    if jobs == 1 or (few and not jobs):
        return InProcess()
    from review.engine.capacity import workers
    from review.engine.local import LocalEngine

    return LocalEngine(jobs or workers())


def open_ledger(task: batch.Task) -> Ledger | None:
    """Return the ledger for a task, or None on a machine where nothing can be kept."""
    folder = private.cache()
    return Ledger(folder / LEDGER, key.of_task(task)) if folder is not None else None


def today() -> dt.date:
    """Return the day by this machine's clock."""
    return dt.datetime.now().astimezone().date()


def day_of(as_of: dt.datetime | None) -> dt.date:
    """Return the day that the user named, or today."""
    return as_of.date() if as_of is not None else today()


def now() -> str:
    """Return the local time as a report states it."""
    return dt.datetime.now().astimezone().strftime("%Y-%m-%d %H:%M")
