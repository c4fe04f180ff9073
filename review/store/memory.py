"""What this user saw last of each unit: whoever puts an older copy of a unit's folder in place is found out by it.

A file in the user's own settings, per unit (named by the digest of its roster's first record): how many records roster and ledger
had, and the digest of the last. It may only grow. Source of the idea: rollback protection of TUF (specification §5.3).
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from review.errors import ConfigError, IntegrityError
from review.store import private

SEEN, SETTINGS = "seen.json", "settings.json"


def unit_folder() -> Path | None:
    """Return the folder of the user's unit, if one was set."""
    value = _load(SETTINGS).get("unit")
    return Path(value) if isinstance(value, str) else None


def set_unit_folder(path: Path) -> None:
    """Set the folder of the user's unit."""
    _save(SETTINGS, {**_load(SETTINGS), "unit": str(path)})


def lexicon_folder() -> Path | None:
    """Return the folder of the unit's own rules, if one was set apart from the unit's folder."""
    value = _load(SETTINGS).get("lexicon")
    return Path(value) if isinstance(value, str) else None


def set_lexicon_folder(path: Path | None) -> None:
    """Set the folder of the unit's own rules, or forget it."""
    _save(SETTINGS, {**_load(SETTINGS), "lexicon": str(path) if path is not None else None})


def names_model() -> str | None:
    """Return the spaCy model that the user chose as a second voter on names."""
    value = _load(SETTINGS).get("names_model")
    return value if isinstance(value, str) else None


def set_names_model(name: str | None) -> None:
    """Choose a spaCy model as a second voter on names, or none."""
    _save(SETTINGS, {**_load(SETTINGS), "names_model": name})


def departments() -> tuple[str, ...]:
    """Return the departments that the user checks for; none means all."""
    value = _load(SETTINGS).get("departments")
    return tuple(name for name in value if isinstance(name, str)) if isinstance(value, list) else ()


def set_departments(names: Sequence[str]) -> None:
    """Set the departments that the user checks for."""
    _save(SETTINGS, {**_load(SETTINGS), "departments": list(names)})


def pinned(folder: Path) -> str | None:
    """Return the digest of the roster's first record that this folder was pinned to."""
    value = _table(_load(SEEN), "pins").get(str(folder.resolve()))
    return value if isinstance(value, str) else None


def known(genesis: str, chain: str) -> int:
    """Return how many records of a chain were seen before; 0 of a unit that was never seen."""
    entry = _table(_load(SEEN), "seen").get(genesis)
    value = entry.get(chain) if isinstance(entry, dict) else None
    return value[0] if isinstance(value, list) and len(value) == 2 and isinstance(value[0], int) else 0


def check(folder: Path, genesis: str, chains: Mapping[str, Sequence[str]]) -> None:
    """Compare what there is with what was seen, and remember it. `chains` gives the digests of all records by the name of the chain.

    Raises IntegrityError: XS623 when the roster is another one than that of the first use, XS624 when records seen before are gone or
    are not the same.
    """
    memory = _load(SEEN)
    pins, seen = _table(memory, "pins"), _table(memory, "seen")
    place = str(folder.resolve())
    if pins.get(place, genesis) != genesis:
        raise IntegrityError("XS623", "名册不是本单位原来的名册，可能被更换。", "请与张贴的名册核对码核对，并报告保密检查人员。")
    before = _table(seen, genesis)
    changed = False
    for name, heads in chains.items():
        count, head = _mark(before.get(name, [0, ""]))
        if count and (count > len(heads) or heads[count - 1] != head):
            raise IntegrityError("XS624", f"{_NAMES[name]}比上次看到的旧，或被改动。", "请保留原件，从备份恢复，并报告保密检查人员。")
        if heads and count != len(heads):
            before[name], changed = [len(heads), heads[-1]], True
    if changed:
        _save(SEEN, memory)


def pin(folder: Path, genesis: str) -> None:
    """Remember, on the user's word, which roster belongs to a folder."""
    memory = _load(SEEN)
    _table(memory, "pins")[str(folder.resolve())] = genesis
    _save(SEEN, memory)


_NAMES = {"roster": "名册", "ledger": "台账"}


def _table(value: dict[str, Any], name: str) -> dict[str, Any]:
    table = value.setdefault(name, {})
    if not isinstance(table, dict):
        raise _damaged()
    return table


def _mark(value: Any) -> tuple[int, str]:
    if not isinstance(value, list) or [type(part) for part in value] != [int, str]:
        raise _damaged()
    return value[0], value[1]


def _damaged() -> ConfigError:
    path = private.base("config") / SEEN
    return ConfigError("XS613", f"设置文件“{path}”已损坏。", "请删除它后重新设置；删除前请先运行 xianshen verify --all。")


def _load(name: str) -> dict[str, Any]:
    path = private.base("config") / name
    try:
        value = json.loads(path.read_bytes())
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        raise ConfigError("XS613", f"设置文件“{path}”已损坏。", "请删除它后重新设置；删除前请先运行 xianshen verify --all。") from error
    return value if isinstance(value, dict) else {}


def _save(name: str, value: dict[str, Any]) -> None:
    private.write(private.folder("config") / name, json.dumps(value, ensure_ascii=False, sort_keys=True).encode())
