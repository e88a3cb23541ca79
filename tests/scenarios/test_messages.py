"""`[[message]]`: single reports of a month, what each of them says, and what they come to together (amelding 5)."""

import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from desktop import commands
from tests.builders import a_scenario

BONUS = """
[[run]]
month = "2026-03"
pay_date = 2026-03-27
kind = "extra"
[[run.line]]
employee = 1
type = "bonus"
amount = "10000.00"
"""
Told = Callable[..., dict[str, Any]]


def a_message(
    number: str, kind: str = "first", state: str = "", month: str = "2026-03", made: str = "2026-03-31"
) -> str:
    more = f'state = "{state}"\n' if state else ""
    return f'[[message]]\nid = "{number}"\nmonth = "{month}"\nmade = {made}\nkind = "{kind}"\n{more}'


@pytest.fixture
def told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Told:
    """What the newest message of a month says, and the chain as the answer has it."""

    def run(more: str, month: str = "2026-03") -> dict[str, Any]:
        file, out = tmp_path / "case.toml", tmp_path / f"out-{month}-{len(list(tmp_path.iterdir()))}"
        file.write_text(a_scenario(after=more), "utf-8")
        assert commands.run(["scenario", str(file), "--out", str(out)]) == 0, capsys.readouterr().err
        answer = json.loads(capsys.readouterr().out)
        tree = etree.parse(out / f"amelding-{month}.xml").getroot()

        def texts(name: str) -> list[str]:
            return [each.text or "" for each in tree.iter(f"{{*}}{name}")]

        return {
            "id": texts("meldingsId")[0],
            "replaces": texts("erstatterMeldingsId"),
            "income": sum(map(Decimal, (each.findtext("{*}beloep") for each in tree.iter("{*}inntekt"))), Decimal()),
            "people": len(list(tree.iter("{*}inntektsmottaker"))),
            "employments": len(list(tree.iter("{*}arbeidsforhold"))),
            "aga": texts("sumArbeidsgiveravgift"),
            "leave": [
                tuple(
                    each.findtext(f"{{*}}{name}")
                    for name in ("permisjonId", "startdato", "sluttdato", "permisjonsprosent")
                )
                for each in tree.iter("{*}permisjon")
            ],
            "dates": texts("loennsutbetalingsdato"),
            "chain": answer["reports"][month]["messages"],
        }

    return run


# March: 45 000 + 20 000 + 8 000 = 73 000, with 2 % pension 74 460; 14.1 % of it is 10 498.86 → 10 499.
# The bonus of 10 000 is in no pension basis: 1 410. Together 84 460 × 14.1 % = 11 908.86 → 11 909.


def test_the_first_message_holds_the_runs_before_it(told: Told) -> None:
    said = told(a_message("M1") + BONUS)
    assert (said["id"], said["replaces"], said["income"], said["aga"]) == ("M1", [], 73_000, ["10499"])
    assert (said["people"], said["employments"], said["dates"]) == (2, 3, ["2026-03-20"])


def test_an_additional_message_says_only_what_is_new(told: Told) -> None:
    said = told(a_message("M1", state="received") + BONUS + a_message("M2", "additional"))
    assert (said["id"], said["replaces"], said["income"], said["aga"]) == ("M2", [], 10_000, ["1410"])
    assert (said["people"], said["employments"], said["dates"]) == (1, 1, ["2026-03-27"])
    assert [each["runs"] for each in said["chain"]] == [["2026-03"], ["2026-03-2"]]


def test_a_replacement_says_the_whole_month(told: Told) -> None:
    said = told(a_message("M1", state="received") + BONUS + a_message("M2", "replacement"))
    assert (said["replaces"], said["income"], said["aga"]) == (["M1"], 83_000, ["11909"])
    assert (said["people"], said["dates"]) == (2, ["2026-03-20", "2026-03-27"])


def test_a_chain_names_the_newest(told: Told) -> None:
    said = told(a_message("M1") + BONUS + a_message("M2", "replacement") + a_message("M3", "replacement"))
    assert (said["replaces"], said["income"]) == (["M2"], 83_000)


def test_a_rejected_message_was_never_there(told: Told) -> None:
    said = told(a_message("M1", state="rejected") + a_message("M2"))
    assert (said["id"], said["replaces"], said["income"]) == ("M2", [], 73_000)


def test_a_rejected_replacement_leaves_the_one_before_it(told: Told) -> None:
    chain = a_message("M1", state="received") + BONUS + a_message("M2", "replacement", "rejected")
    assert told(chain + a_message("M3", "replacement"))["replaces"] == ["M1"]
    said = told(chain + a_message("M3", "additional"))
    assert (said["replaces"], said["income"]) == ([], 10_000)


def test_a_replaced_additional_message_leaves_the_first_as_it_is(told: Told) -> None:
    """Only the one that is named is replaced: what the first says is not said again."""
    more = BONUS.replace("10000.00", "500.00").replace("2026-03-27", "2026-03-30")
    chain = a_message("M1") + BONUS + a_message("M2", "additional") + more + a_message("M3", "replacement")
    said = told(chain)
    assert (said["replaces"], said["income"], said["people"]) == (["M2"], 10_500, 1)


def test_a_withdrawal_is_empty_and_the_next_one_is_whole(told: Told) -> None:
    said = told(a_message("M1", state="received") + a_message("M2", "withdrawal"))
    assert (said["replaces"], said["income"], said["people"], said["aga"]) == (["M1"], 0, 0, [])
    again = a_message("M1", state="received") + a_message("M2", "withdrawal")
    assert told(again + a_message("M3", "first"))["income"] == 73_000
    said = told(again + a_message("M3", "replacement"))
    assert (said["replaces"], said["income"]) == (["M2"], 73_000)


def test_a_leave_that_was_withdrawn_later_stands_in_what_was_sent_before(told: Told) -> None:
    """The first message tells of it; the next month's deletes it: start = end, 0 per cent (amelding 6.3)."""
    leave = """
[[absence]]
employee = 1
kind = "leave_other"
id = "P1"
from = 2026-03-02
to = 2026-04-30
withdrawn = 2026-04-15
"""
    months = a_message("M1") + a_message("M2", month="2026-04", made="2026-04-30")
    assert told(leave + months)["leave"] == [("P1", "2026-03-02", None, "100")]
    assert told(leave + months, "2026-04")["leave"] == [("P1", "2026-03-02", "2026-03-02", "0")]


@pytest.mark.parametrize(
    ("more", "why"),
    [
        (a_message("M1") + a_message("M1", "replacement"), "M1"),
        (a_message("M1") + a_message("M2"), "additional"),
        (a_message("M1") + a_message("M2", "additional"), "nothing to add"),
        (a_message("M1", "replacement"), "replaced"),
        (a_message("M1", state="rejected") + a_message("M2", "replacement"), "replaced"),
        (a_message("M1", "withdrawal"), "replaced"),
        (a_message("Ø1"), "Ø1"),
        (a_message("M1", "second"), "second"),
        (a_message("M1", state="lost"), "lost"),
        (a_message("M1", month="2026-06"), "2026"),
        (a_message("M1", month="2027-01", made="2026-12-20"), "2027"),
        (a_message("M1") + "after_runs = 3\n", "after_runs"),
    ],
)
def test_what_cannot_be_sent_is_refused_with_one_line(
    more: str, why: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LONNSOM_LANGUAGE", "en")
    file = tmp_path / "case.toml"
    file.write_text(a_scenario(after=more), "utf-8")
    assert commands.run(["scenario", str(file)]) == 2
    out, err = capsys.readouterr()
    assert (out, err.count("\n")) == ("", 1)
    assert why in err
