import pytest

from review.detect.surnames import COMPOUND, SINGLE, begins_with_surname
from review.text.normalise import fold


@pytest.mark.parametrize(
    ("text", "position", "length"),
    [("张建国", 0, 1), ("欧阳小雨", 0, 2), ("患者爱新觉罗某", 2, 4), ("家住", 0, 0), ("", 0, 0), ("王", 1, 0), ("欧某", 0, 1)],
)
def test_the_longest_surname_counts(text, position, length):
    assert begins_with_surname(text, position) == length


def test_surnames_stand_as_in_normalised_text():
    assert [s for s in SINGLE | COMPOUND if fold(s) != s] == []
    assert {len(s) for s in SINGLE} == {1}
