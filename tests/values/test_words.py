"""Message, Finding, Figure and Table: what is said, how bad it is, why, and in columns."""

from datetime import date

import pytest

from models.values.finding import Finding, Place, Refused, Severity, refuse
from models.values.message import Message
from models.values.table import Column, Kind, Table
from models.values.why import Figure, Rate, figure
from tests.builders import kr, pct


def test_a_message_is_its_text_with_its_values() -> None:
    message = Message("{name} owes {amount}", name="Prøve", amount=kr("12.50"))
    assert str(message) == "Prøve owes 12.50"
    assert message == Message("{name} owes {amount}", name="Prøve", amount=kr("12.50"))
    assert message != Message("{name} owes {amount}", name="Prøve", amount=kr("12.51"))
    assert message != "Prøve owes 12.50"
    assert len({message, Message(message.text, name="Prøve", amount=kr("12.50"))}) == 1
    assert "owes" in repr(message)


def test_a_refusal_says_all_its_reasons() -> None:
    one = Finding(Severity.STOP, Message("first"), Place("employees", 7, "tax_card"))
    refused = Refused([one, Finding(Severity.STOP, Message("second"))])
    assert str(refused) == "first; second"
    assert refused.findings[0].where == Place("employees", 7, "tax_card")
    single = refuse(Message("no"), code="X1")
    assert [(found.severity, found.code) for found in single.findings] == [(Severity.STOP, "X1")]


def test_a_figure_knows_what_made_it() -> None:
    rate = Rate("aga", pct("14.1"), date(2026, 1, 1), "the zone page", "page")
    base = figure("sum", kr(100))
    made = figure("aga", kr("14.10"), base=base, rate=rate)
    assert made == Figure(kr("14.10"), "aga", {"base": base, "rate": rate})
    assert made != figure("aga", kr("14.10"), base=base)
    assert rate != Rate("aga", pct("14.1"), date(2025, 1, 1), "the zone page", "page")
    assert rate != "aga"
    assert len({made, figure("aga", kr("14.10"), base=base, rate=rate)}) == 1
    assert len({rate, Rate("aga", pct("14.1"), date(2026, 1, 1), "the zone page", "page")}) == 1
    assert "aga" in repr(made)
    assert "2026" in repr(rate)


def test_a_table_has_rows_of_its_columns() -> None:
    columns = (Column("name", Message("Name")), Column("pay", Message("Pay"), Kind.MONEY, summed=True))
    assert Table(Message("Pay"), columns, (("Prøve", kr(1)), ("Øve", None))).rows[1] == ("Øve", None)
    with pytest.raises(ValueError, match="a row of 1 values in a table of 2 columns"):
        Table(Message("Pay"), columns, (("Prøve",),))
