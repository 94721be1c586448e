"""What the sample round's answers cite stands among its sources."""

from importlib.resources import files

import yaml

from surveyapp.sources.register.rules import SourceData
from surveyapp.text.words import footnotes


def test_every_source_that_the_sample_cites_is_one_of_its_sources() -> None:
    sample = files("surveyapp.sample")
    listed = yaml.safe_load((sample / "sources.yaml").read_text("utf-8"))
    keys = {SourceData.of(**one).wanted_key for one in listed}
    interviews = [yaml.safe_load(one.read_text("utf-8")) for one in (sample / "interviews").iterdir()]
    labels = {label for one in interviews for text in one.get("answers", {}).values() for label in footnotes(text)}
    cited = {label for label in labels if not label.isdecimal()}
    assert len(cited) >= 3
    assert cited <= keys
