"""``interview dossier``, ``record check`` and ``privacy``: evidence and personal data at the command line."""

import json

from command_line import Program


def sent(fielded: Program) -> None:
    fielded.ok("record", "send", "1", "--deadline", "2099-05-17")


def test_a_dossier_is_written_checked_and_found_out(fielded: Program) -> None:
    sent(fielded)
    folder = fielded.instance.parent
    for name in ("dossier.pdf", "dossier.json"):
        assert fielded.ok("interview", "dossier", "1", "--output", folder / name).endswith("dossier van interview 1\n")
        assert "Dit document klopt met de database." in fielded.ok("record", "check", folder / name)
    found = json.loads((folder / "dossier.json").read_text())
    found["answers"][0]["text"] += "!"
    changed = fielded.write("anders.json", json.dumps(found))
    ran = fielded("record", "check", changed)
    assert (ran.code, ran.err) == (1, "")
    assert "Vraag 1, versie 1: klopt niet\n    De tekst is anders dan in de database." in ran.out


def test_what_cannot_be_checked_is_said_with_its_own_code(fielded: Program) -> None:
    assert "geen bewijs" in fielded.refuses(2, "record", "check", fielded.write("iets.txt", "Iets."))
    assert "kan niet worden gelezen" in fielded.refuses(1, "record", "check", fielded.instance / "nergens.pdf")
    sent(fielded)
    path = fielded.instance.parent / "d.json"
    fielded.ok("interview", "dossier", "1", "--output", path)
    found = json.loads(path.read_text()) | {"origin": "0123456789abcdef"}
    assert "andere database" in fielded.refuses(2, "record", "check", fielded.write("d2.json", json.dumps(found)))
    assert ".pdf of .json" in fielded.refuses(1, "interview", "dossier", "1", "--output", path.with_suffix(".txt"))


def test_personal_data_are_copied_and_kept_for_their_time(fielded: Program) -> None:
    path = fielded.instance.parent / "kopie.json"
    assert "1 persoon" in fielded.ok("privacy", "export", "--round", "2018", "--output", path)
    assert [one["email"] for one in json.loads(path.read_text())] == ["contact@example.org"]
    fielded.ok("privacy", "export", "--round", "2018", "--person", "contact@example.org", "--output", path)
    assert json.loads(path.read_text())["interviews"][0]["function"] == "beleidsadviseur"
    wrong = ("privacy", "export", "--round", "2018", "--person", "x@example.org", "--output", path)
    assert "is er niemand" in fielded.refuses(1, *wrong)
    assert "namen en adressen van 1 persoon" in fielded.ok("privacy", "erase", "--round", "2018")
    assert "Nog niet alles heeft akkoord" in fielded.refuses(2, "privacy", "erase", "--round", "2018", "--yes")
