"""Shows what was found without giving it away.

Numbers keep a few outer characters, names the first, e-mail addresses their domain, credentials nothing but their label.
What is no personal value (markings, hidden text, wording) is shown as it stands, on one line, at most 40 code points
long, but never with a long run of digits.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable

from review import lazy_re as re

WIDTH = 40  # code points of a quotation
_LONG = 4096  # more than this of a quotation is never looked at
_FEWEST = 7  # digits of a run that is masked wherever it stands
_STARS = "********"
_MASKED = "*＊●×•"

_D = r"\d〇零○一二三四五六七八九幺壹贰叁肆伍陆柒捌玖①-⑨"
_BETWEEN = r" \t\n\u00a0\u3000\-‐-―"
_ODD = rf"{_BETWEEN}./／．_＿、,，|｜~～·:：;；()（）"
_DATE = r"(?<!\d)(?:19|20)\d\d[-/.]\d{1,2}[-/.]\d{1,2}(?!\d)"
_YEARS = r"(?<!\d)(?:19|20|１９|２０)\d\d[ \u3000]?[-‐-―－]{1,2}[ \u3000]?(?:19|20|１９|２０)\d\d(?=[ \u3000]?学?年)"
_GROUPED = r"(?<!\d)\d{1,3}(?:[,，]\d{3})+(?![\d,，])"
_SPACED_RUN = re.compile(rf"({_DATE}|{_YEARS}|{_GROUPED})|[{_D}](?:[{_ODD}]{{0,2}}[{_D}]){{10,}}|[{_D}](?:[{_BETWEEN}]{{0,2}}[{_D}]){{6,}}")
_ODD_RUN = re.compile(rf"[(（]?[{_D}](?:[{_ODD}]{{0,3}}[{_D}])+[xX]?")
_AMOUNT = re.compile(_GROUPED)
_SHAPES = re.compile(r"1[3-9]\d{9}|[1-9]\d{5}(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])\d{3}[\dxX]|62\d{14,17}")
_SOLID_RUN = re.compile(rf"[{_D}]{{7,}}")
_PRIVATE_RUN = re.compile(rf"[{_D}]{{5,}}")
_FIGURES = re.compile(r"-1|\D.*")  # of a character that is no digit, or a fraction
_CUT_RUN = re.compile(rf"[{_D}\s\-]+\Z")

_CONTROL = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff\U000e0000-\U000e007f]"
)
_AT = re.compile(r"\s*(?:[@＠]|[(（\[【]\s*at\s*[)）\]】]|\sat\s|#)\s*", re.IGNORECASE)
_LABEL = re.compile(
    r"(?:[\u4e00-\u9fff/、]{0,12}?(?:密码|口令|密钥|秘钥|私钥|令牌|验证码|授权码|账号|帐号|用户名)(?:\s*[(（\[【][^()（）\[\]【】\n]{1,16}[)）\]】])?(?:\s*(?:[:：=＝]|是|为)\s*|\s+)"
    r"|[a-z_]{0,12}?(?:password|passwd|passphrase|pwd|secret|token|key|user|username)\s*[:：=＝]\s*)(?=\S)",
    re.IGNORECASE,
)


def mask(rule: str, quote: str) -> str:
    """Return `quote` as a report may show it, for the rule that found it. One line, at most 40 code points."""
    category, _, kind = rule.partition(".")
    text = _head(quote)
    if not text:
        return ""
    if category == "credential":
        return shorten(_credential(flat(text)))
    if category == "evasion":
        return shorten(_evasion(text))
    text = flat(text)
    if category in PRIVATE:
        return shorten(_PRIVATE_RUN.sub(_stars, _KINDS.get(kind, _unknown)(text)))
    return shorten(mask_runs(text))


def values(rule: str, quote: str) -> tuple[str, ...]:
    """Return what a message must not repeat of a private finding: its quotation, and of a credential the value alone."""
    label = _LABEL.match(quote) if rule.startswith("credential.") else None
    return tuple(text for text in (quote, quote[label.end() :] if label else "") if len(text) > 1)


PRIVATE = frozenset({"personal", "credential", "aggregation"})


def mask_runs(text: str) -> str:
    """Return `text` with runs of seven or more digits masked, spaced and written-out ones too; dates, ranges of years and amounts stay."""
    if sum(character.isnumeric() or character == "○" for character in text) < _FEWEST:
        return text
    return _SPACED_RUN.sub(lambda run: run[0] if run[1] else _number(2, 2)(run[0]), text)


def solid_runs(text: str) -> list[tuple[int, int]]:
    """Return where `text` has seven or more digits in a row, or the digits of a person's number set apart, as half-open ranges."""
    runs = [run.span() for run in _SOLID_RUN.finditer(text)]
    return sorted(
        {*runs, *(run.span() for run in _ODD_RUN.finditer(text) if not _AMOUNT.fullmatch(run[0]) and _SHAPES.fullmatch(_digits(run[0])))}
    )


def _digits(text: str) -> str:
    """Return the digits of a run, whatever they are written with, as ASCII."""
    return "".join(
        "0" if char == "○" else char if char in "xX" else _FIGURES.sub("", f"{unicodedata.numeric(char, -1):g}") for char in text
    )


def flat(text: str) -> str:
    """Return `text` on one line, without characters that steer a terminal or turn the reading direction."""
    text = " ".join(text.split())
    return text if text.isprintable() else _CONTROL.sub("", text).strip()


def spell(text: str) -> str:
    """Return `text` on one line, its invisible characters spelt out: 〈U+200B〉."""
    return _CONTROL.sub(lambda char: f"〈U+{ord(char[0]):04X}〉", re.sub(r"\s+", " ", text)).strip()


def shorten(text: str, width: int = WIDTH) -> str:
    """Return at most `width` code points of `text`, the last one an ellipsis if any were left out."""
    return text if len(text) <= width else text[: width - 1].rstrip() + "…"


def _head(quote: str) -> str:
    """Return what of a quotation is worth masking; a number is not cut in two."""
    return quote if len(quote) <= _LONG else _CUT_RUN.sub("", quote[:_LONG]) + "…"


def _stars(run: re.Match[str]) -> str:
    return "*" * len(run[0])


def _keep(text: str, first: int, last: int, counts: Callable[[str], bool]) -> str:
    """Mask what counts but for the first and last few; a short value keeps less, so that two thirds are never passed."""
    spots = [index for index, char in enumerate(text) if counts(char)]
    if first + last > len(spots) * 2 // 3:
        first, last = min(first, len(spots) // 3), 0
    hidden = set(spots[first : len(spots) - last])
    return "".join("*" if index in hidden else char for index, char in enumerate(text))


def _is_figure(char: str) -> bool:
    """Tell digits of every script, written-out digits and Latin letters, which serials consist of; also earlier masks."""
    return char in _MASKED or char == "○" or unicodedata.numeric(char, None) is not None or (char.isalpha() and not _is_han(char))


def _is_han(char: str) -> bool:
    return unicodedata.name(char, "").startswith("CJK")


def _is_word(char: str) -> bool:
    return char in _MASKED or char.isalnum()


def _number(first: int, last: int) -> Callable[[str], str]:
    return lambda text: _keep(text, first, last, _is_figure)


def _name(text: str) -> str:
    return _keep(text, 1, 0, _is_word) if len(text) > 1 else "*"


def _email(text: str) -> str:
    local, at, domain = text, "", ""
    if found := _AT.search(text):
        local, at, domain = text[: found.start()], "@", text[found.end() :]
    return (local[:1] if len(local) > 1 else "") + "***" + at + domain


def _address(text: str) -> str:
    return text[: min(6, len(text) // 2)] + "***"


def _unknown(text: str) -> str:
    if sum(map(_is_figure, text)) >= 5:
        return _keep(text, 0, 2, _is_figure)
    return (text[:1] if len(text) > 1 else "") + "***"


def _credential(text: str) -> str:
    label = _LABEL.match(text)
    return label[0].rstrip() + _STARS if label else _STARS


def _evasion(text: str) -> str:
    disguised = sum(_is_disguised_digit(char) for char in text)
    return mask_runs(spell(text)) if disguised < 7 else _keep(flat(text), 2, 2, _is_disguised_digit)


def _is_disguised_digit(char: str) -> bool:
    return char in "OoIl|" or unicodedata.numeric(char, None) is not None


_KINDS: dict[str, Callable[[str], str]] = {
    "id-card": _number(4, 4),
    "weak-mask": _number(4, 4),
    "credit-code": _number(4, 4),
    "mobile": _number(3, 4),
    "landline": _number(4, 2),
    "bank-card": _number(0, 4),
    "passport": _number(1, 3),
    "permit": _number(1, 3),
    "military-id": _number(0, 3),
    "social-security": _number(0, 4),
    "plate": _number(1, 2),
    "birth-date": _number(4, 0),
    "coordinates": _number(3, 0),
    "ip-address": _number(3, 0),
    "wechat": _number(2, 2),
    "qq": _number(2, 2),
    "name": _name,
    "email": _email,
    "address": _address,
}
