"""Every scenario with figures worked out by hand: read, play, answer, and each expected key compared.

Beside `case.toml` stands `case.expected.toml`. A `[[run]]` there is the run at the same place of the answer:

- a plain key is the key of the run (`pay_date`, `tax_due` …), `journal_total` the sum of the debit side
- `totals` are compared key by key; `journal` is complete: the account's debit less its credit; `journal_units` the same
  by "account department project", for the rows that have any
- `findings` is complete, in English
- `[[run.employee]]` is the employee with that number, `people` all numbers on the run; plain keys are figures, or lines
  where the employee has no such figure
- `lines` is complete: every line's amount by type, a list where a type stands several times
- `line.<type>` are other keys of that line (of its first, where it stands several times)
- `trace` goes into a figure, or a line, by the names of its inputs: "withholding.full"

`[[absence]]` is complete: a row for each absence of the file, in its order, with the keys that are compared ("none" for
what must be empty). `[[balance]]` is a balance after the last run, 0.00 for one that must not be there; without
`number` the employer's; of one `vintage` where it is named.
`[[leave]]` is what the report of a month says of leave, complete: employee, id, first → last day, percentage, code.
`absent` names keys that must be missing. An expected key that the answer lacks is a failure, never passed over.
"""

import csv
import json
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from desktop import commands
from models.values.span import Month
from services.actions.check_report import check_file
from services.actions.run_files import report_of_month
from services.actions.scenario import Book, play, read
from services.actions.scenario_answer import answer

FOLDER = Path(__file__).parent / "scenarios"
LEAVE = ("permisjonId", "startdato", "sluttdato", "permisjonsprosent", "beskrivelse")
CASES = sorted(path for path in FOLDER.glob("*/*.toml") if not path.name.endswith(".expected.toml"))


def expected_of(case: Path) -> Path:
    return case.with_name(f"{case.stem}.expected.toml")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_scenario(case: Path) -> None:
    expected = tomllib.loads(expected_of(case).read_text("utf-8"))
    leave = expected.pop("leave", [])
    book = play(read(case.read_bytes()))
    computed = answer(book, {}, language="en", trace=True)
    differences = [*compare(expected, computed), *leave_told(leave, book)]
    assert not differences, "\n".join([f"{case.name}:", *differences])


def test_every_scenario_has_its_figures() -> None:
    """A case without figures, or figures without a case, would pass unseen."""
    figures = set(FOLDER.glob("*/*.expected.toml"))
    assert {expected_of(case) for case in CASES} == figures
    assert len(CASES) > 40


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_the_command_runs_it(case: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Exit 0, JSON on stdout, nothing on stderr; the same as through the services."""
    assert commands.run(["scenario", str(case)]) == 0
    out, err = capsys.readouterr()
    assert err == ""
    printed = json.loads(out)
    assert printed["runs"] == answer(play(read(case.read_bytes())), {})["runs"]
    assert all(run["tax_due"] > run["pay_date"] for run in printed["runs"])


NOT_COMPARED = {
    "NO-11": {"mileage_taxfree", "diet_taxfree"},  # paid less taxable, and both of those are compared
    "NO-14": {"withholding_on_ordinary"},  # the line's tax is "free"
}


def test_every_figure_of_the_worked_examples_is_compared(shared: Path) -> None:
    """Each expected value of norway-examples.csv stands among the expected figures of its example."""
    with (shared / "spec" / "norway-examples.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["kind"] == "expect"]
    missing = []
    for row in rows:
        left_out = NOT_COMPARED.get(row["example"], frozenset())
        if left_out is None or row["field"] in left_out:
            continue
        files = FOLDER.glob(f"no/{row['example'].lower()}-*.expected.toml")
        values = {value.lstrip("-") for file in files for value in _values(tomllib.loads(file.read_text("utf-8")))}
        if {row["value"].lstrip("-"), f"{row['value'].lstrip('-')}.00"}.isdisjoint(values):
            missing.append(f"{row['example']} {row['field']} {row['value']}")
    assert missing == []
    assert len(rows) > 150


def _values(tree: Any) -> Iterable[str]:
    if isinstance(tree, Mapping):
        tree = list(tree.values())
    if isinstance(tree, list):
        for each in tree:
            yield from _values(each)
    else:
        yield str(tree)


def test_a_key_that_the_answer_lacks_is_said() -> None:
    computed = {"runs": [{"month": "2026-01", "employees": [], "totals": {}, "journal": [], "findings": []}]}
    expected = {"run": [{"employee": [{"number": 1, "net_pay": "1.00"}], "totals": {"aga": "1.00"}, "name": "2026-01"}]}
    found = "\n".join(compare(expected, computed | {"balances": []}))
    for missing in ("employee 1", "“aga”", "“name”"):
        assert missing in found


Found = Iterable[str]


def leave_told(expected: Iterable[Mapping[str, Any]], book: Book) -> Found:
    """Every difference between the leave that is expected of a month and that of its report, one line each."""
    people = {each.person.national_id: each.person.number for each in book.scenario.people}
    for want in expected:
        content = report_of_month(book.month(Month.parse(want["month"])))[0].content
        told = []
        for leave in etree.fromstring(content).iter("{*}permisjon"):
            who = next(leave.iterancestors("{*}inntektsmottaker")).findtext("{*}norskIdentifikator") or ""
            words = [leave.findtext(f"{{*}}{name}") or "" for name in LEAVE]
            told.append(" ".join([f"{people[who]}:", *words[:2], "→", *filter(None, words[2:])]))
        yield from _same(want["told"], told, f"leave in the report of {want['month']}")
        blocking = [each.what for each in check_file(content) if each.blocks]
        yield from _same([], blocking, f"what the controls say of {want['month']}")


def compare(expected: Mapping[str, Any], computed: Mapping[str, Any]) -> Found:
    """Every difference, one line each."""
    runs = expected.get("run", [])
    if len(runs) != len(computed["runs"]):
        yield f"{len(computed['runs'])} runs were computed, {len(runs)} expected"
    for place, (want, got) in enumerate(zip(runs, computed["runs"], strict=False), 1):
        yield from _run(want, got, f"run {place}")
    balances = {(row["number"], row["account"]): row["amount"] for row in computed["balances"]}
    years = {(row["number"], row["account"], row.get("vintage")): row["amount"] for row in computed["balances"]}
    for want in expected.get("balance", []):
        if "vintage" in want:
            whose = (want["number"], want["account"], want["vintage"])
            yield from _same(want["amount"], years.get(whose, "0.00"), f"balance of {' '.join(map(str, whose))}")
            continue
        key = (want.get("number"), want["account"])
        yield from _same(want["amount"], balances.get(key, "0.00"), f"balance of {key[0] or 'the employer'}, {key[1]}")
    absences = computed.get("absences", [])
    if "absence" in expected and len(expected["absence"]) != len(absences):
        yield f"{len(absences)} absences were computed, {len(expected['absence'])} expected"
    for place, (want, got) in enumerate(zip(expected.get("absence", []), absences, strict=False), 1):
        wanted = {key: None if value == "none" else value for key, value in want.items()}
        period = {"employer_period": f"{got['from']}..{got['employer_period_end']}"}  # of one that begins it
        yield from _keys(wanted, {**got, **period}, f"absence {place}")
    if unknown := set(expected) - {"run", "balance", "absence"}:
        yield f"the expected figures have unknown tables: {', '.join(sorted(unknown))}"


def _run(want: Mapping[str, Any], got: Mapping[str, Any], where: str) -> Found:
    for key, value in want.items():
        if key == "employee":
            for employee in value:
                found = [each for each in got["employees"] if each["number"] == employee["number"]]
                if found:
                    yield from _employee(employee, found[0], f"{where}, employee {employee['number']}")
                else:
                    yield f"{where}: there is no employee {employee['number']}"
        elif key == "people":
            yield from _same(value, [each["number"] for each in got["employees"]], f"{where}, people")
        elif key == "totals":
            yield from _keys(value, got["totals"], f"{where}, totals")
        elif key == "journal":
            yield from _same(value, _by_account(got["journal"]), f"{where}, journal")
        elif key == "journal_units":
            yield from _same(value, _by_unit(got["journal"]), f"{where}, journal by department and project")
        elif key == "journal_total":
            for side in ("debit", "credit"):
                total = sum(_ore(row[side]) for row in got["journal"])
                yield from _same(value, f"{total / 100:.2f}", f"{where}, sum of the journal's {side} side")
        else:
            yield from _keys({key: value}, got, where)


def _employee(want: Mapping[str, Any], got: Mapping[str, Any], where: str) -> Found:
    lines: dict[str, list[Mapping[str, Any]]] = {}
    for line in got["lines"]:
        lines.setdefault(line["type"], []).append(line)
    amounts = {name: [each["amount"] for each in some] for name, some in lines.items()}
    for key, value in want.items():
        if key == "lines":
            complete = {name: some if isinstance(some, list) else [some] for name, some in value.items()}
            yield from _same(complete, amounts, f"{where}, lines")
        elif key == "line":
            for name, keys in value.items():
                if name not in lines:
                    yield f"{where}: there is no line “{name}”"
                else:
                    yield from _keys(keys, lines[name][0], f"{where}, line {name}")
        elif key == "trace":
            whys = {name: some[0]["why"] for name, some in lines.items()} | got["why"]
            for path, one in value.items():
                yield from _trace(path, one, whys, where)
        elif key == "absent":
            yield from (f"{where}: “{name}” is there: {got[name]}" for name in value if name in got)
        else:
            yield from _keys({key: value}, got, where)


def _trace(path: str, want: str, whys: Mapping[str, Any], where: str) -> Found:
    node: Any = {"inputs": whys}
    for step in path.split("."):
        if not isinstance(node, Mapping) or step not in node.get("inputs", {}):
            yield f"{where}: the trace has no “{path}”"
            return
        node = node["inputs"][step]
    yield from _same(want, node["value"] if isinstance(node, Mapping) else node, f"{where}, trace {path}")


def _keys(want: Mapping[str, Any], got: Mapping[str, Any], where: str) -> Found:
    for key, value in want.items():
        if key in got:
            yield from _same(value, got[key], f"{where}, {key}")
        else:
            yield f"{where}: the answer has no “{key}”"


def _same(want: Any, got: Any, what: str) -> Found:
    if want != got:
        yield f"{what}: expected {want}, computed {got}"


def _by_account(journal: Iterable[Mapping[str, str]]) -> dict[str, str]:
    sums: dict[str, int] = {}
    for row in journal:
        sums[row["account"]] = sums.get(row["account"], 0) + _ore(row["debit"]) - _ore(row["credit"])
    return {account: f"{ore / 100:.2f}" for account, ore in sums.items() if ore}


def _by_unit(journal: Iterable[Mapping[str, str]]) -> dict[str, str]:
    units = (
        {
            **row,
            "account": " ".join([row["account"], *(row[name] for name in ("department", "project") if name in row)]),
        }
        for row in journal
        if "department" in row or "project" in row
    )
    return _by_account(units)


def _ore(amount: str) -> int:
    kroner, _, ore = amount.partition(".")
    return int(kroner + ore)
