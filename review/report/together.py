"""What shows only when documents are seen together: the same twice, one name for two texts, attachments without what they belong to.

Of a document only path, digest and verdict are kept, so fifty thousand need little room; of a stopped one nothing but that it was there.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any

from review import lazy_re as re
from review.model import Reviewed, Verdict
from review.report.mask import flat

MOST = 20  # groups that are told in words
_NAMED = 5  # documents of one group that are
_ATTACHED = re.compile(r"附(?:件|表|图)|.*[（(【\[]附(?:件|表|图)[^）)】\]]*[）)】\]]$")
_PICTURE = "image"  # of this format no main text is


@dataclass
class Together:
    """Takes in documents one by one; groups are in the order in which their second member came."""

    stopped: int = 0
    verdicts: Counter[Verdict] = field(default_factory=Counter)
    _by_digest: dict[str, str | list[str]] = field(default_factory=dict)
    _by_name: dict[str, tuple[str, str] | list[str]] = field(default_factory=dict)
    _same: list[list[str]] = field(default_factory=list)
    _namesakes: list[list[str]] = field(default_factory=list)
    _lonely: dict[str, bool] = field(default_factory=dict)

    def add(self, reviewed: Reviewed) -> None:
        """Take in one document."""
        if reviewed.scan.stop:
            self.stopped += 1
            return
        self.verdicts[reviewed.verdict] += 1
        path = PurePosixPath(reviewed.path)
        attached = _is_attached(path.stem)
        self._see_folder(path, attached=attached, main=not attached and reviewed.format != _PICTURE)
        if not reviewed.size:
            return
        self._see_digest(reviewed)
        if not attached:
            self._see_name(path.name, reviewed)

    @property
    def total(self) -> int:
        """How many documents there were."""
        return self.verdicts.total() + self.stopped

    @property
    def duplicates(self) -> list[list[str]]:
        """Groups of paths whose bytes are the same."""
        return self._same

    @property
    def namesakes(self) -> list[list[str]]:
        """Groups of paths with the same file name and different bytes; attachments are called alike everywhere."""
        return self._namesakes

    @property
    def without_main(self) -> list[str]:
        """Folders and archives that hold attachments and nothing they could belong to; the one that was given is called empty."""
        return [folder for folder, lonely in self._lonely.items() if lonely]

    def to_dict(self) -> dict[str, Any]:
        """Return the object ``summary`` of the JSON report."""
        return {
            "documents": self.total,
            "stopped": self.stopped,
            "verdicts": {verdict.value: self.verdicts[verdict] for verdict in Verdict},
            "duplicates": self.duplicates,
            "same_name": self.namesakes,
            "attachments_without_main": self.without_main,
        }

    def lines(self) -> Iterator[str]:
        """Yield what a reader should know, in Chinese, without line ends."""
        yield from _told("内容完全相同", self.duplicates, "组，请核对是否重复上传")
        yield from _told("同名而内容不同", self.namesakes, "组，请核对哪一份是定稿")
        folders = [[folder or "所给的文件夹"] for folder in self.without_main]
        yield from _told("有附件、没有正文", folders, "处，请核对是否漏了正文")

    def _see_folder(self, path: PurePosixPath, *, attached: bool, main: bool) -> None:
        folder = path.parent
        if _is_attached(folder.name):
            folder, attached, main = folder.parent, True, False
        label = "" if str(folder) == "." else str(folder)
        if main:
            self._lonely[label] = False
        elif attached:
            self._lonely.setdefault(label, True)

    def _see_digest(self, reviewed: Reviewed) -> None:
        before = self._by_digest.get(reviewed.sha256)
        if before is None:
            self._by_digest[reviewed.sha256] = reviewed.path
        elif isinstance(before, list):
            before.append(reviewed.path)
        else:
            self._by_digest[reviewed.sha256] = group = [before, reviewed.path]
            self._same.append(group)

    def _see_name(self, name: str, reviewed: Reviewed) -> None:
        before = self._by_name.setdefault(name, (reviewed.path, reviewed.sha256))
        if isinstance(before, list):
            before.append(reviewed.path)
        elif before[1] != reviewed.sha256:
            self._by_name[name] = group = [before[0], reviewed.path]
            self._namesakes.append(group)


def _is_attached(name: str) -> bool:
    return "附" in name and bool(_ATTACHED.match(name))


def _told(title: str, groups: list[list[str]], unit: str) -> Iterator[str]:
    if not groups:
        return
    yield f"{title}（{len(groups)} {unit}）"
    for group in groups[:MOST]:
        rest = f" 等 {len(group)} 个" if len(group) > _NAMED else ""
        yield f"    {'、'.join(flat(path) for path in group[:_NAMED])}{rest}"
    if len(groups) > MOST:
        yield f"    另有 {len(groups) - MOST} 项，见 --format json 的报告"
