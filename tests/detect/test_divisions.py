from collections import Counter

import pytest

from review.detect.divisions import gazetteer
from review.rules.locate import lexicons

TABLE = (lexicons() / "facts" / "divisions.tsv").read_text(encoding="utf-8")
PLACES = gazetteer(TABLE)


def rows():
    for line in TABLE.splitlines():
        if not line.startswith(("#", "code\t")):
            yield line.split("\t")


def test_the_table_has_as_many_divisions_as_its_header_says():
    def level(code):
        return "province" if code.endswith("0000") else "prefecture" if code.endswith("00") else "county"

    assert Counter(level(code) for code, _, _, until in rows() if not until) == {"province": 34, "prefecture": 333, "county": 2845}


def test_every_code_in_use_has_one_name_and_a_province():
    codes = [code for code, _, _, until in rows() if not until]
    assert len(set(codes)) == len(codes)
    assert {code[:2] + "0000" for code in codes} <= set(codes)


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("瑞金市谢坊镇", 3),
        ("新疆维吾尔自治区昌吉市", 8),
        ("江西瑞金市", 2),
        ("江西的", 0),
        ("和平路12号", 0),
        ("沙县东门路", 0),
        ("错那县", 3),
    ],
)
def test_a_name_in_full_stands_wherever_it_is_read(text, length):
    assert PLACES.full_name_at(text, 0) == length


def test_a_division_below_another_narrows_it_down():
    assert PLACES.counties_in("江西省赣州市瑞金市象湖镇") == {"360781"}
    assert "360781" in PLACES.counties_in("江西省")
    assert PLACES.counties_in("某地") == frozenset()


def test_a_code_of_earlier_years_still_counts():
    assert "320829" in PLACES.counties or "330104" in PLACES.counties_in("江干区")
