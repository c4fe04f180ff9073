"""Whether a name may lawfully stand where it stands: the post or the part that is written beside it, its row, the genre.

The same name is public as that of an official at work and private as that of a patient. What stands nearest decides; what nothing
decides is left to the genre of the document; without one, a person looks.
"""

from __future__ import annotations

from typing import NamedTuple

from review import lazy_re as re
from review.model import Severity, Status
from review.text.genre import Genre

GRAVE, PRIVATE, PUBLIC = "grave", "private", "public"
OPEN_GENRES = frozenset(
    {
        Genre.APPOINTMENT,
        Genre.RECRUITMENT,
        Genre.AWARD,
        Genre.TENDER,
        Genre.MINUTES,
        Genre.DIRECTORY,
        Genre.LEADERS,
        Genre.ANNALS,
        Genre.LEGISLATION,
        Genre.BUDGET,
        Genre.NEWS,
        Genre.REPORT,
        Genre.NOTICE,
    }
)
LISTING = frozenset({Genre.RELIEF, Genre.PUBLICITY})
CITIZENS = frozenset({Genre.PETITION, Genre.REPLY})


class Standing(NamedTuple):
    """Whether a name is public, how much it weighs where it is not, and why (Chinese)."""

    status: Status
    severity: Severity
    because: str


class Setting(NamedTuple):
    """What is known of a name's surroundings: the class of the nearest cue and its word, what its row or sentence tells of the person."""

    cue: str | None = None
    word: str = ""
    identified: str = ""
    official: str = ""

    @property
    def tells(self) -> bool:
        """Whether anything beside the name speaks of its standing."""
        return bool(self.cue or self.identified or self.official)

    @property
    def echo(self) -> Setting:
        """What is left of the setting where the name stands again without it: nothing that is read off the row."""
        return Setting(self.cue, self.word, "", self.official)


_IDENTIFIED = re.compile(
    r"(?<![0-9a-z])[1-9][0-9]{16}[0-9x](?![0-9a-z])|(?<![0-9])1[3-9][0-9]{9}(?![0-9])|(?<![0-9])62[0-9]{14,17}(?![0-9])"
    rf"|身份证|病历号|住院号|出生年月|出生日期|银行卡|残疾证|社保卡|户籍|家庭住址|家住|现住|住址|宅电|住宅|(?<!单)(?<!行)(?<!原)(?<!县)住(?![房建院户宿]){re.HAN}{{2,6}}[省市县区镇乡村]"
)


def identified(line: str) -> str:
    """Return the words of a row or sentence that point at one person's private data; empty if there are none."""
    found = _IDENTIFIED.search(line)
    return found[0] if found else ""


def standing(setting: Setting, genre: Genre | None, elsewhere: Status | None = None) -> Standing:
    """Return the standing of a name in its setting; `elsewhere` is its standing where the same document tells more of it."""
    if setting.cue == GRAVE and not (genre is Genre.LEGISLATION and not setting.identified):
        return Standing(Status.PRIVATE, Severity.BLOCK, f"身份为“{setting.word}”，任何文种都不得公开")
    asked = genre in CITIZENS and elsewhere is Status.PRIVATE  # who wrote the letter is answered as 同志
    if setting.official and setting.cue != PRIVATE and not asked:
        return Standing(Status.PUBLIC, Severity.NOTE, f"“{setting.official}”表明是履行公务或依法公开的人员")
    if genre in CITIZENS:
        return Standing(Status.PRIVATE, Severity.BLOCK, f"{genre}中的群众姓名不得公开")
    if setting.cue == PRIVATE:
        return Standing(Status.PRIVATE, Severity.WARN, f"身份为“{setting.word}”，属于个人")
    if setting.identified:
        return Standing(Status.PRIVATE, Severity.WARN, "同一行或同一句中有个人信息")
    if elsewhere is Status.PUBLIC:
        return Standing(Status.PUBLIC, Severity.NOTE, "同一文件别处写明是履行公务的人员")
    if genre in LISTING or elsewhere is Status.PRIVATE:
        return Standing(Status.PRIVATE, Severity.WARN, f"{genre or '文件'}中的个人姓名")
    if genre is Genre.PENALTY:
        return Standing(Status.PRIVATE, Severity.WARN, "处罚对象为自然人时，姓名应当遮盖")
    if genre in OPEN_GENRES:
        return Standing(Status.PUBLIC, Severity.NOTE, f"{genre}中没有个人信息的姓名")
    return Standing(Status.PRIVATE, Severity.WARN, "文种不明，请人工核对是否可以公开")
