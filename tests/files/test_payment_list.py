"""The payment list: who gets what, and who must be paid by hand."""

from models.values.message import Message
from models.values.money import Money
from services.files import table_csv
from services.files.bank_payment import Payment
from services.files.payment_list import payment_list

PAYMENTS = [
    Payment("L-1", "Åse Brønnøysund", "1234.11.11119", Money.kr("31250.00"), "Lønn"),
    Payment("L-2", "Jan Kowalski", "PL61109010140000071219812874", Money.kr("28117.00"), "Lønn"),
    Payment("L-3", "Oda Ås", "", Money.kr("100"), "Lønn"),
    Payment("L-4", "Ali Østby", "12341111119", Money(0), "Lønn"),
]
TITLE = Message("Payment list")


def test_everybody_with_something_to_be_paid_stands_on_the_list():
    table = payment_list(PAYMENTS, TITLE, str)
    assert table.rows == (
        ("Åse Brønnøysund", "1234 11 11119", Money.kr("31250.00"), "L-1", ""),
        (
            "Jan Kowalski",
            "PL61 1090 1014 0000 0712 1981 2874",
            Money.kr("28117.00"),
            "L-2",
            "The account is abroad; pay it by hand in the bank",
        ),
        ("Oda Ås", "", Money.kr("100"), "L-3", "There is no bank account"),
    )
    assert [column.name for column in table.columns if column.summed] == ["amount"]


def test_the_notes_are_in_the_users_language():
    table = payment_list(PAYMENTS[2:3], TITLE, lambda message: f"nb: {message.text}")
    assert table.rows[0][-1] == "nb: There is no bank account"


def test_the_list_as_csv():
    content = table_csv.write(payment_list(PAYMENTS[:1], TITLE, str), str).decode("utf-8-sig")
    assert content == ("Name;Account;Amount;Reference;Note\r\nÅse Brønnøysund;1234 11 11119;31250,00;L-1;\r\n")


def test_nobody_to_pay_is_an_empty_list():
    assert payment_list([], TITLE, str).rows == ()
