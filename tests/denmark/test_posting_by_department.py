"""The cost of pay is booked where a person works; what is owed to others is not (section 5, dimensions)."""

from decimal import Decimal

from tests.denmark.played import played, run, scenario


def test_a_line_of_its_own_department_is_booked_there() -> None:
    """1,000 of overtime in department 20; the monthly pay with nobody; net pay, taxes and ATP without a department."""
    text = scenario(run("2026-10", '3000:amount = "1000",department = "20"'), lines={"1000": 'amount = "30000"'})
    (journal,) = (each["journal"] for each in played(text).answer["runs"])
    costs: dict[str, Decimal] = {}
    for line in journal:
        where = line.get("department", "")
        costs[where] = costs.get(where, Decimal(0)) + Decimal(line["debit"]) - Decimal(line["credit"])
    assert costs["20"] == Decimal("1000.00")
    assert sum(costs.values()) == 0
