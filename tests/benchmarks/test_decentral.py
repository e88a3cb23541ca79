"""Decentral registrering: ten thousand lines of a thousand people looked at, loaded, taken back and written."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from services.actions import decentral
from services.desk.desk import Desk
from tests.actions.danish_client import make
from tests.benchmarks.measure import say, times

PEOPLE = 1_000
OF_ONE = (
    "18;1;MLE-25-MEDA;{0};0;13748136;Prøve{0};Petra;Lærkevej {0};;2750;;01032024",
    "18;1;MLE-30-ANSF;{0};01012026;;;;1001;Medarbejder;;;F1;100",
    "18;1;MLE-35-REGK;{0};01012026;;1234;{0}",
    "18;1;MLE-40-LONA;{0};01012026;;1000;;;;30000",
    "18;1;MLE-40-LONA;{0};01012026;;3000;;;;650",
    "18;1;MLE-40-LONA;{0};01012026;;6200;;;;;5;;;10",
    "18;1;MLE-40-LONA;{0};01012026;;1303;;5;120",
    "18;1;MLE-40-LONA;{0};01012026;;9907;;12.5",
    "18;1;MLE-50-ANSO;{0};300;412110;;01012026",
    "18;1;MLE-55-FRAV;{0};02022026;06022026;40;;5",
)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = make(tmp_path)
    with made.desk(made.path) as desk:
        yield desk


def test_ten_thousand_lines(desk: Desk) -> None:
    lines = [line.format(number) for number in range(1, PEOPLE + 1) for line in OF_ONE]
    content = "\r\n".join(lines).encode("cp1252")
    taken: list[decentral.Taken] = []
    seen = times(lambda: decentral.preview(desk, content, "stor.csv"), 1)[0]
    took = times(lambda: taken.append(decentral.take_in(desk, content, "stor.csv")), 1)[0]
    out = times(lambda: decentral.client_file(desk), 1)[0]
    again = times(lambda: decentral.take_in(desk, content, "igen.csv"), 1)[0]
    assert taken[0].receipt.loaded == len(lines)
    say("10 000 lines of decentral registrering looked at", seen)
    say("10 000 lines of decentral registrering loaded", took, None, "3 s")
    say("10 000 lines of decentral registrering loaded over what is there", again, None, "3 s")
    say("1 000 people written as decentral registrering", out)
