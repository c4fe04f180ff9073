"""Names in the columns of tables: under 姓名 every cell is a name, whatever the tagger thinks of it."""

from __future__ import annotations

from collections.abc import Iterator

from review import lazy_re as re
from review.detect.name_block import sounds
from review.detect.name_shape import MASKED, could_be_person, foreign_names, is_honorific, is_ordinary, is_thing, without_title
from review.detect.name_words import KEY, Person, Words
from review.detect.standing import GRAVE, PRIVATE, PUBLIC, Setting
from review.detect.tables import Column, columns
from review.model import Document
from review.text.normalise import normalise

LONGEST = 60  # code points of a cell that holds names
SHARE = 0.6  # of the cells under a heading that does not say so are names, if it is a column of names
_PART = re.compile(rf"(?<!{re.HAN}){re.HAN} {{1,3}}{re.HAN}{{1,2}}(?!{re.HAN})|(?:{re.HAN}|[·•・‧∙⋅.])+")
_NOTE = re.compile(r"\([^()]*\)")
_NO_NAME = re.compile(r"(?:合\s?计|小\s?计|总\s?计|无|空|暂无|同上|待定|姓\s?名|男|女|是|否|有|略|自取|邮寄|低保|五保)\Z")
_THING = re.compile(
    r"(?:名称|单位|地点|地址|村|乡镇|学校|公司|项目|内容|类别|事由|原因|备注|部门|物|品种|路|河|线|起点|终点|机构|范围|镇|街道|社区|班级|专业|民族|职务|关系|方式|树种|日期|主食|菜品|机型|品名|物资|种类|类型|星期|时段|科目)(?:\(.*\))?\Z"
)
_PRIVATE = re.compile(
    r"身份证|证件号|手机|住址|家庭|银行卡|开户行|账号|残疾|病|低保|救助|补[助贴偿]|年龄|出生|户籍|民族|监护|家长|户主|发放|慰问|征收|安置|养老|丧葬|冒领|房屋坐落|租期|血糖|用药|保费"
)
_OFFICIAL = re.compile(
    r"职\s?务|职称|办公电话|办公室电话|所在单位|工作单位|单位及|任职|党内|分管|责任|河段|监管|执法证|企业名称|公司名称|值守|值班|网格|成员单位|学校名称|供应商|中标|投标"
)
_GRAVE = re.compile(r"疾病|诊断|病种|病情|住院号|病历|学籍|班级|年级|矫正|吸毒|戒毒|上访|信访事项")
_STEWARD = re.compile(
    r"(?:帮扶|包保|包联|监管|挂点|驻村|联系|带班|值班|主管|分管|责任|经办|办案|承办|执法|送达|随访|评审|审核|县级|乡级|村级|市级)[^\s]{0,6}\Z|医[生师]\Z"
)


def people_in_columns(document: Document, words: Words) -> Iterator[Person]:
    """Yield the names under headings that say so, or in columns that hold little else."""
    for column in columns(document):
        cue = words.of_heading(column.heading) or words.part_before(column.heading)
        found = [person for cell in column.cells for person in _in_cell(document, cell.start, cell.end, column, words)]
        if cue is None and (_THING.search(column.heading) or len(found) < 2 or len(found) < SHARE * len(column.cells)):
            continue
        if cue is None and any(is_ordinary(person.name) or not sounds(person.name) for person in found):
            continue
        setting = _setting(column, cue.kind if cue else KEY, cue.word if cue else column.heading)
        if cue is not None and found and 2 * len(found) >= len(column.cells):
            found = [person for cell in column.cells for person in _in_cell(document, cell.start, cell.end, column, words, strict=False)]
        for person in found:
            person.certain = cue is not None
            person.setting = person.setting if person.setting.tells else setting
            yield person


def _in_cell(document: Document, start: int, end: int, column: Column, words: Words, *, strict: bool = True) -> Iterator[Person]:
    if not 0 < end - start <= LONGEST:
        return
    folded = normalise(document.text[start:end])
    note = _NOTE.search(folded.text)
    told = words.posts_within(note[0]) if note else ""
    setting = Setting(official=told) if told else Setting()
    text = _NOTE.sub(lambda m: " " * len(m[0]), folded.text)
    for match in _PART.finditer(text):
        for first, last in _within(match, words, strict=strict):
            name = text[first:last].replace(" ", "")
            if not MASKED.search(folded.text[first : last + 1]) and not is_honorific(name):
                a, b = folded.back(first, last)
                yield Person(start + a, start + b, name, [f"在“{column.heading}”栏"], setting=setting)


def _within(match: re.Match[str], words: Words, *, strict: bool) -> Iterator[tuple[int, int]]:
    """Yield the span of the name in a part of a cell, without what is written before and behind it: 侄子丁爱民, 花正林家庭."""
    word, start = match[0], match.start()
    foreign = list(foreign_names(word))
    if foreign:
        yield from ((start + a, start + b) for a, b in foreign)
        return
    before = words.leading(word) if len(word) > 3 else 0
    name = without_title(word[before:])
    bare = name.replace(" ", "")
    if (could_be_person(bare) or (not strict and 2 <= len(bare) <= 5 and not is_thing(bare))) and not _NO_NAME.match(bare):
        yield start + before, start + before + len(name)


def _setting(column: Column, kind: str, word: str) -> Setting:
    cue = kind if kind in (GRAVE, PRIVATE, PUBLIC) else None
    steward = None if cue == PRIVATE else _STEWARD.search(column.heading)
    private, official = _PRIVATE.search(column.headings), _OFFICIAL.search(column.headings)
    if cue == PUBLIC or steward or (official and not private and cue is not PRIVATE):
        return Setting(cue=PUBLIC if cue == PUBLIC else None, word=word, official=f"“{column.heading}”栏")
    if grave := _GRAVE.search(column.headings):
        return Setting(cue=GRAVE, word=grave[0], identified=f"{grave[0]}栏")
    return Setting(cue=cue, word=word, identified=f"{private[0]}栏" if private else "")
