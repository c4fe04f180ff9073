"""A unit's own spaCy model as a second voter on names."""

import pytest

from review.detect.unit_model import unit_model
from review.extract import extract
from review.model import GapReason
from review.scan import Options, scan

OPTIONS = Options(b"k" * 32)
PACKAGE = """
import spacy

def load(**_options):
    pipeline = spacy.blank("zh")
    pipeline.add_pipe("entity_ruler").add_patterns([{"label": "PERSON", "pattern": "应得水"}])
    return pipeline
"""


@pytest.fixture
def model(tmp_path, monkeypatch):
    """Install a package of a model that knows one name, and return what it is called."""
    (tmp_path / "unit_names").mkdir()
    (tmp_path / "unit_names" / "__init__.py").write_text(PACKAGE, encoding="utf-8")
    (tmp_path / "unit_names-1.0.dist-info").mkdir()
    (tmp_path / "unit_names-1.0.dist-info" / "METADATA").write_text("Metadata-Version: 2.1\nName: unit-names\nVersion: 1.0\n")
    monkeypatch.syspath_prepend(tmp_path)
    unit_model.cache_clear()
    yield "unit_names"
    unit_model.cache_clear()


def names(rules, text):
    found = scan(extract(text.encode(), "a.txt"), rules, OPTIONS).findings
    return {f.quote: f.because for f in found if f.rule == "personal.name"}


def test_a_name_that_only_the_unit_s_model_knows_is_found(ruleset, model):
    text = "昨晚应得水到场，郭立新没有来。"
    assert "应得水" not in names(ruleset, text)
    found = names(ruleset.with_model(model), text)
    assert "本单位的姓名模型" in found["应得水"]
    assert "郭立新" in found


def test_the_model_is_part_of_the_digest(ruleset, model):
    assert ruleset.with_model(model).digest != ruleset.digest


@pytest.mark.parametrize("name", ["zh_no_such_model", "/tmp"])
def test_a_model_that_is_not_installed_is_a_gap(ruleset, name):
    result = scan(extract("昨晚郭立新没有来。".encode(), "a.txt"), ruleset.with_model(name), OPTIONS)
    assert [gap.reason for gap in result.gaps] == [GapReason.ENGINE_MISSING]
    assert name in result.gaps[0].message
