"""The matter that a command is about, as it was when the command began."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from review.commands.acting import actor
from review.commands.desk import Actor, Desk, open_desk
from review.errors import RefusedError
from review.workflow.history import History
from review.workflow.verdict import Standing, State, catching_up, standing

OVER = frozenset({State.RELEASED, State.WITHDRAWN, State.RECALLED})


@dataclass(frozen=True)
class Opened:
    """A desk, a matter's record, and what it comes to at this moment."""

    desk: Desk
    history: History
    judged: Standing

    @property
    def matter(self) -> str:
        """The ULID."""
        return self.history.matter

    def act(self, how: dict[str, Any]) -> Actor:
        """Return who acts, with the key open."""
        return actor(self.desk, how["who"], how["key_file"], how["passphrase_file"])

    def record(self, person: Actor, *events: tuple[str, dict[str, Any]]) -> str:
        """Add events behind what was shown."""
        return self.desk.record(person, self.matter, events, seen=self.history.head)

    def again(self) -> Opened:
        """Return the matter as it is after a record was added."""
        return _opened(self.desk, self.matter)

    def must_be_open(self, level: int | None = None) -> None:
        """Raise RefusedError (XS645) if the matter is over; a level approved by telephone may still be signed after the release."""
        owed = self.judged.state is State.RELEASED and level in catching_up(self.history, self.judged.signed)
        if self.judged.state in OVER and not owed:
            raise RefusedError("XS645", f"《{self.history.title}》{self.judged.state}，不能再改动。", "需要再公开的，请另行送审或更正。")


def open_matter(reference: str, unit: Path | None, *, renamed: bool = False) -> Opened:
    """Return the matter that a reference names, as `Desk.find` does. Raises IntegrityError (XS627) if its record does not hold."""
    desk = open_desk(unit, reference)
    return _opened(desk, desk.find(reference, renamed=renamed))


def _opened(desk: Desk, matter: str) -> Opened:
    history = desk.sound(matter)
    return Opened(desk, history, standing(history, desk.setting()))
