"""The journal of a Danish run: every row's posting words, their conditions, and that it balances per employee (5)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from random import Random

import pytest

from models.values.finding import Refused
from models.values.money import ZERO, Money
from models.values.percent import Percent
from models.values.span import Month
from models.values.timeline import Timeline
from models.values.why import figure
from services.denmark.pack import Denmark
from services.denmark.rules import voucher
from services.denmark.rules.accounts import BY_CODE
from services.engine.facts import (
    BalanceKey,
    EmployerFacts,
    Employment,
    LineInput,
    PersonFacts,
    RunFacts,
    RunHead,
    TaxCard,
    Terms,
)
from services.engine.numbered import CategoryLine, NumberedLine, NumberedSetup, NumberedTerms
from services.engine.result import PayLine, Payslip, RunResult, TaxUsed
from services.reference.wage_type_rows import account_plan, wage_types
from services.reference.year_files import rate_book
from tests.denmark.played import played, run, scenario

TYPES = wage_types("DK")
PLAN = {purpose: account.number for purpose, account in account_plan("DK").items()}
BALANCES = {
    BalanceKey(code, "" if account.vintage == "none" else "2025"): 1_000_000
    for code, account in BY_CODE.items()
    if not code.islower()
}
SETUPS = [
    row.slug
    for row in TYPES.values()
    if row.row is not None and row.row.kind == "job_category" and row.row.status == "computed"
]
ENTERED = [row.slug for row in TYPES.values() if row.row is not None and row.row.is_entered]


def person(number: int, lines: tuple[LineInput, ...], pay: str = "monthly_arrears", category: str = "1") -> PersonFacts:
    job = Employment(
        "1",
        "",
        date(2020, 1, 1),
        Timeline(((date(2020, 1, 1), Terms(pay=pay, numbered=NumberedTerms(category, "F1"))),)),
    )
    return PersonFacts(
        number,
        "Anna Prøve",
        born=date(1985, 3, 2),
        tax_card=TaxCard(2026, "main", percent=Percent.of(38), allowance_month=Money.kr(5400)),
        employments=(job,),
        lines=(LineInput("1000", amount=Money.kr(90000), fixed=True), *lines),
        balances=dict(BALANCES),
    )


def result(people: list[PersonFacts], provisions: str = "none", *category: str) -> RunResult:
    rows = tuple(CategoryLine(number) for number in category)
    setup = NumberedSetup(categories={"1": rows}, provisions=provisions)
    employer = EmployerFacts("Havnens Bageri ApS", "13748136", (), numbered=setup)
    made = RunFacts("DK", RunHead(Month(2026, 5), date(2026, 5, 29)), employer, tuple(people))
    pack = Denmark(rate_book("DK"), {"40": ("3950",)})
    return pack.calculate(made, rate_book("DK").on(made.head.pay_date), TYPES, PLAN, {})


def line(number: str) -> LineInput:
    row = TYPES[number].row
    assert row is not None
    more = NumberedLine(date(2026, 5, 1), Decimal(100), year=2026, month=5)
    if row.op == "PENSION":
        return LineInput(number, percent=Percent.of(5), numbered=replace(more, company_percent=Decimal(10)))
    return LineInput(number, Decimal(2), Decimal(100), Money.kr(200), numbered=more)


def check(made: RunResult, provisions: str) -> None:
    """Debit is credit for each employee; net pay is the slip's; what is left open is listed."""
    for slip in made.payslips:
        alone = voucher.voucher([slip], date(2026, 5, 29), Month(2026, 5), TYPES, PLAN, provisions)
        sums: dict[str, Money] = {}
        for entry in alone.lines:
            sums[entry.account] = sums.get(entry.account, ZERO) + entry.amount
        assert Money.total(sums.values()) == ZERO
        assert sums.get(PLAN["net_pay"], ZERO) == -slip["net_pay"]
        if sums.get(PLAN["unposted"], ZERO):
            assert voucher.unposted([slip], TYPES, provisions)


@pytest.mark.parametrize("provisions", ["none", "running", "concrete"])
def test_each_entered_type_alone(provisions: str) -> None:
    """Of every row that can be entered and is not refused."""
    computed = 0
    for number in ENTERED:
        try:
            made = result([person(1, (line(number),))], provisions, "4600", "4900", "4902")
        except Refused:
            continue
        check(made, provisions)
        computed += 1
    assert computed > 200


@pytest.mark.parametrize("seed", range(40))
def test_any_mix_of_types_balances_per_employee(seed: int) -> None:
    """Some rows of the position category and some entered lines, for several people at once; the same every time."""
    chosen = Random(seed)
    provisions = ("none", "running", "concrete")[seed % 3]
    category = chosen.sample(SETUPS, 4)
    people = []
    for number in range(1, 6):
        lines = tuple(line(each) for each in chosen.sample(ENTERED, 5))
        try:
            result([person(number, lines)], provisions, *category)
        except Refused:
            continue
        people.append(person(number, lines))
    if not people:
        return
    made = result(people, provisions, *category)
    check(made, provisions)
    assert Money.total(entry.amount for entry in made.voucher.lines) == ZERO


# ── conditions of the words ──


def slip(*lines: PayLine, net: str = "0", **sums: str) -> Payslip:
    figures = {name: figure("pay.entered", Money.kr(amount)) for name, amount in {**sums, "net_pay": net}.items()}
    return Payslip(person(1, ()), lines, figures, TaxUsed("none"))


def posting(number: str, amount: str, tax: str = "none") -> PayLine:
    return PayLine(number, figure("pay.entered", Money.kr(amount)), tax=tax)


def accounts(made: Payslip, provisions: str = "none", plan: dict[str, str] | None = None) -> dict[str, str]:
    """Debit less credit by purpose."""
    purposes = {number: purpose for purpose, number in (plan or PLAN).items()}
    sums: dict[str, Money] = {}
    for each in voucher.voucher([made], date(2026, 5, 29), Month(2026, 5), TYPES, plan or PLAN, provisions).lines:
        sums[purposes[each.account]] = sums.get(purposes[each.account], ZERO) + each.amount
    return {purpose: str(amount) for purpose, amount in sums.items() if amount}


def test_leaving_with_hours_to_feriekonto() -> None:
    """B4: 4962 D result; 4967, 4968 and 4969 K balance."""
    made = slip(posting("4962", "1000"), posting("4967", "80"), posting("4968", "350"), posting("4969", "570"))
    assert accounts(made) == {
        "holiday_pay": "1000.00",
        "am_owed": "-80.00",
        "tax_owed": "-350.00",
        "feriekonto_owed": "-570.00",
    }


def test_leaving_with_hours_in_cash_debits_what_is_owed() -> None:
    """B6: in cash 4962 is debited the balance; the taxes come out of the net pay, 1,000 − 80 − 350 = 570."""
    made = slip(posting("4962", "1000", "am"), posting("4967", "80"), posting("4968", "350"), net="570")
    assert accounts(made) == {
        "holiday_owed": "1000.00",
        "am_owed": "-80.00",
        "tax_owed": "-350.00",
        "net_pay": "-570.00",
    }
    assert voucher.unposted([made], TYPES) == []
    assert accounts(made, "running") == accounts(made)  # it is written back by that already


def test_leaving_with_days_in_cash_debits_the_cost() -> None:
    """B7, as printed (ruling 14); where it was set aside, that is written back."""
    made = slip(posting("4966", "1000", "am"), posting("4967", "80"), posting("4968", "350"), net="570")
    assert accounts(made)["holiday_pay"] == "1000.00"
    assert accounts(made, "running") == {
        "holiday_owed": "1000.00",
        "am_owed": "-80.00",
        "tax_owed": "-350.00",
        "net_pay": "-570.00",
    }


def test_a_holiday_fund_chooses_its_own_account() -> None:
    """B11: 4945 is owed to the fund where the slip settles to one."""
    fund = slip(posting("4706", "100"), posting("4934", "100"), posting("4945", "30"))
    assert accounts(fund)["feriekasse_owed"] == "-130.00"
    konto = slip(posting("4705", "100"), posting("4930", "100"), posting("4945", "30"))
    assert accounts(konto)["feriekonto_owed"] == "-130.00"
    assert voucher.unposted([konto], TYPES) == ["4945"]  # its debit is of another type


def test_a_payout_that_bears_holiday_money_is_posted_by_its_own_type() -> None:
    """I10: 14008 takes the place of the debit of 4443."""
    made = slip(posting("4443", "500", "am"), posting("14008", "500"), net="500")
    assert accounts(made) == {
        "fritvalg_owed": "500.00",
        "fritvalg_cost": "-500.00",
        "fritvalg_paid": "500.00",
        "net_pay": "-500.00",
    }
    assert accounts(made) == accounts(slip(posting("4443", "500", "am"), net="500"))
    assert voucher.unposted([made], TYPES) == []
    own = {**PLAN, "fritvalg_paid type:14008": "2239", "other": "2239"}  # an account of its own, as the guide has it
    assert accounts(made, plan=own)["other"] == "500.00"


def test_words_of_provisions_hold_only_then() -> None:
    made = slip(posting("4703", "100"), posting("4900", "10"))
    assert accounts(made) == {}
    assert accounts(made, "running") == {
        "holiday_pay": "100.00",
        "holiday_owed": "-100.00",
        "supplement_cost": "10.00",
        "supplement_owed": "-10.00",
    }
    concrete = accounts(made, "concrete")  # supplements are no part of the concrete method
    assert concrete == {"supplement_cost": "10.00", "supplement_owed": "-10.00"}


def test_the_two_shares_of_a_pension_may_have_accounts_of_their_own() -> None:
    text = scenario(
        run("2026-10"),
        lines={
            "1000": 'amount = "30000"',
            "6003": 'percent = "4"\ncompany_percent = "8"\npension_basis = "1"',
            "6410": 'amount = "500"',
        },
    ).replace(
        "[employer]", '[employer]\naccounts = { "pension_owed type:6003" = "6841", "pension_cost type:6410" = "2241" }'
    )
    posted = played(text).posted()
    # 6003: own 1,200 and firm 2,400; 6410: firm 500
    assert (posted["6841"], posted["6840"]) == (Decimal("-3600.00"), Decimal("-500.00"))
    assert (posted["2240"], posted["2241"]) == (Decimal("2400.00"), Decimal("500.00"))


def test_what_is_not_posted_is_named_and_the_rest_is_not() -> None:
    """4779 has no posting number (ruling 6)."""
    made = slip(posting("1000", "30000", "am"), posting("4779", "100", "am"), net="30100")
    assert accounts(made) == {"pay": "30000.00", "unposted": "100.00", "net_pay": "-30100.00"}
    assert voucher.unposted([made], TYPES) == ["4779"]


def test_a_type_that_posts_through_another_is_named_where_the_other_is_missing() -> None:
    made = slip(posting("4785", "100", "am"), net="100")
    assert voucher.unposted([made], TYPES) == ["4785"]
    whole = slip(posting("4785", "100", "am"), posting("4786", "60"), posting("4787", "40"), net="100")
    assert voucher.unposted([whole], TYPES) == []


# ── rows ──

BOOKKEEPING: dict[str, dict[str, tuple[str, ...]]] = {
    # chapter: numbers and the sides that the guide prints, as purposes
    "B2 Feriekort": {"4708": ("D:holiday_pay", "K:feriekort_owed")},
    "B2 FerieKonto": {
        "4705": ("D:holiday_pay",),
        "8325": ("K:am_owed",),
        "8356": ("K:tax_owed",),
        "4930": ("K:feriekonto_owed",),
    },
    "B2 Feriekasse": {"4706": ("D:holiday_pay",), "4934": ("K:feriekasse_owed",)},
    "B3": {"4871": ("K:own_leave",), "4872": ("K:own_leave",), "4873": ("K:own_leave",)},
    "B4": {
        "4962": ("D:holiday_pay", "D:holiday_owed@cash"),
        "4963": ("D:holiday_pay",),
        "4974": ("K:feriekonto_owed",),
        "4986": ("K:feriekort_owed",),
        "4987": ("K:feriekort_owed",),
    },
    "B5": {"4966": ("D:holiday_pay",), "4971": ("D:holiday_pay",), "4980": ("K:feriekasse_owed",)},
    "B8": {"4923": ("D:pay",), "14051": ("D:pay",), "14030": ("D:pay",)},
    "B9": {
        "4954": ("D:advance_holiday", "K:holiday_pay"),
        "4958": ("D:holiday_pay", "K:advance_holiday"),
        "4952": ("D:holiday_owed@provision", "K:holiday_pay@provision"),
    },
    "B10": {
        "4953": ("D:advance_holiday", "K:holiday_pay"),
        "4951": ("D:holiday_owed@provision", "K:holiday_pay@provision"),
    },
    "B11": {"4767": ("D:advance_holiday", "K:holiday_pay", "D:holiday_pay"), "44767": ("K:feriekort_owed",)},
    "B12": {
        "4796": ("K:own_leave", "post:4958"),
        "4797": ("K:own_leave", "post:4958"),
    },
    "B13": {
        "4793": ("D:holiday_pay",),
        "4794": ("D:holiday_pay",),
        "8326": ("K:am_owed",),
        "8357": ("K:tax_owed",),
    },
    "B14": {"40112": ("D:holiday_paid",)},
    "B15": {"40113": ("D:holiday_paid",)},
    "B16": {
        "44760": ("D:holiday_paid",),
        "44761": ("D:holiday_paid",),
        "44764": ("D:holiday_owed@provision", "K:holiday_pay@provision"),
    },
    "B17": {"44763": ("D:holiday_pay@provision", "K:holiday_owed@provision")},
    "B18": {
        "4922": ("D:holiday_paid",),
        "4905": ("D:holiday_paid",),
        "44922": ("D:holiday_owed@provision", "K:holiday_pay@provision"),
        "44908": ("D:holiday_owed@provision", "K:holiday_pay@provision"),
    },
    "B19": dict.fromkeys(("4605", "4606", "4611", "4786", "4787", "4781", "4782"), ("D:supplement_paid",)),
    "B19.4": {"4608": ("D:supplement_owed",)},
    "B20": dict.fromkeys(
        ("4620", "4621", "4625", "4623", "4771", "4772", "4776", "4777", "4641", "4642", "4636", "4637"),
        ("D:supplement_owed",),
    ),
    "B21": dict.fromkeys(("4788", "4789", "4783", "4784"), ("D:supplement_owed",)),
    "B22": {
        **dict.fromkeys(
            ("4900", "4901", "4610", "4607", "4902", "4904", "4624", "4622"),
            ("D:supplement_cost@provision", "K:supplement_owed@provision"),
        ),
        "4703": ("D:holiday_pay@provision", "K:holiday_owed@provision"),
        "4911": ("D:holiday_owed@provision", "K:holiday_pay@provision"),
        "4914": ("D:holiday_owed@provision", "K:holiday_pay@provision"),
        "19883": ("D:holiday_pay", "K:holiday_owed"),
        "19884": ("D:holiday_pay", "K:holiday_owed"),
    },
}


@pytest.mark.parametrize("chapter", BOOKKEEPING)
def test_every_bookkeeping_chapter_is_rows(chapter: str) -> None:
    for number, words in BOOKKEEPING[chapter].items():
        row = TYPES[number].row
        assert row is not None
        assert set(words) <= set(row.posting.split()), number


def test_every_purpose_has_an_account() -> None:
    words = {word for each in TYPES.values() if each.row is not None for word in each.row.posting.split()}
    purposes = {
        purpose for word in words if word[:2] in ("D:", "K:") for purpose in word[2:].partition("@")[0].split("|")
    }
    assert purposes <= set(PLAN)
