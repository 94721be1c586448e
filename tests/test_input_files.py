"""Every file that once went wrong has its test, and where the files stand beside the checkout, ours are the same."""

import pytest
from input_files import BESIDE, FOLDER, TESTED, TESTS


def test_every_file_is_listed() -> None:
    assert sorted(TESTED) == sorted(one.name for one in FOLDER.iterdir())
    assert set(TESTED) >= {one.name for one in BESIDE.glob("*") if one.suffix != ".md"}


@pytest.mark.parametrize("name", TESTED)
def test_its_test_names_it(name: str) -> None:
    assert f'"{name}"' in (TESTS / TESTED[name]).read_text("utf-8")
    if (BESIDE / name).exists():
        assert (FOLDER / name).read_bytes() == (BESIDE / name).read_bytes()
