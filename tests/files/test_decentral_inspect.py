"""What `inspect` says of a file of decentral registrering without a client."""

from pathlib import Path

import pytest

from services.actions.inspect import inspect_file

LINES = """18;1;MLE-05-AFDE;300;Værksted
18;1;MLE-25-MEDA;7;0101609992;;Prøve;Petra;Lærkevej 1;;2750;;01032024
18;1;MLE-40-LONA;7;01032024;;1303;;7.5;120
18;1;MLE-40-LONA;7;01032024;;400;;2
18;1;MLE-55-FRAV;8;02032026;06032026;40

18;;MLE-15-REST;1100;01012026;;;F1;165
"""


@pytest.fixture
def inspected(tmp_path):
    def inspected(name: str, content: bytes, language: str = "da") -> dict:
        path = tmp_path / name
        path.write_bytes(content)
        return inspect_file(path, language)

    return inspected


def test_rejected_lines_are_errors_and_refuse_no_file(inspected):
    seen = inspected("marts.csv", LINES.encode("cp1252"))
    assert (seen["kind"], seen["accepted"], seen["rows"]) == ("decentral", True, 6)
    assert seen["findings"] == [
        {
            "severity": "error",
            "line": 4,
            "text": "D12 lønart (G) 400: Denne lønart kan ikke indlæses fra fil. Brug 310, 311, 312, 313",
        },
        {
            "severity": "error",
            "line": 5,
            "text": "D13 medarbejder (D) 8: Medarbejderen oprettes ikke i filen",
        },
        {
            "severity": "warning",
            "line": 7,
            "text": "D06 Ældre opstilling: løngruppen i kolonne H og satserne i I til L. Den læses sådan",
        },
    ]
    assert seen["data"] == {
        "received": 6,
        "loaded": 4,
        "rejected": 2,
        "warnings": 1,
        "records": {
            "MLE-05-AFDE": 1,
            "MLE-15-REST": 1,
            "MLE-25-MEDA": 1,
            "MLE-40-LONA": 2,
            "MLE-55-FRAV": 1,
        },
        "customers": [18],
        "employers": [1],
    }


@pytest.mark.parametrize(
    ("name", "encoding", "code"), [("a" * 21, "cp1252", "D01"), ("marts.csv", "utf-8", "D02"), ("a b", "cp1252", "D01")]
)
def test_a_name_or_a_character_set_refuses_the_file(inspected, name, encoding, code):
    seen = inspected(name, LINES.encode(encoding))
    assert (seen["kind"], seen["accepted"]) == ("decentral", False)
    first = seen["findings"][0]
    assert (first["severity"], first["line"], first["text"].split()[0]) == ("error", None, code)


def test_the_shared_sample(shared):
    """decentral 7: rejected = lines with an error, loaded = rows − rejected."""
    path: Path = shared / "reference" / "denmark" / "decentral-sample.csv"
    seen = inspect_file(path, "en")
    errors = {each["line"] for each in seen["findings"] if each["severity"] == "error"}
    assert (seen["accepted"], seen["rows"], len(errors), seen["rows"] - len(errors)) == (True, 35, 6, 29)
    assert sum(each["severity"] == "warning" for each in seen["findings"]) == 4
