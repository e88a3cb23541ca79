"""Salary payments as a file for the bank: ISO 20022 pain.001, one batch-booked SALA block (files 4.2), and one without
it for accounts abroad.

Build → check → bytes. With the category SALA only users with salary rights see the single payments in the bank, and
batch booking keeps the amounts off the account statement. Accounts go as BBAN, those abroad as IBAN with the bank's
BIC, and both banks take their own charges (SHAR). What may come later as another profile:
version .09 (the date and the bank code stand elsewhere) and Danish accounts (registration number and DKNCC).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import Enum
from functools import cache
from html import escape

from lxml import etree
from stdnum import iban
from stdnum.no import kontonr

from models.values.finding import Finding, Refused, Severity
from models.values.message import Message
from models.values.money import Money
from services.files import safe_xml

_NAMESPACE = "urn:iso:std:iso:20022:tech:xsd:"
_CURRENCY = "NOK"
_LONGEST_ID = 35
_LONGEST_NAME = 70  # banks show no more of it (files 4.2)
_LONGEST_TEXT = 140
_BIC = "[A-Z]{6}[A-Z2-9][A-NP-Z0-9]([A-Z0-9]{3})?"
_IBAN = "[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}"
_ID = f"[A-Za-z0-9/?:().,'+-][A-Za-z0-9/?:().,'+ -]{{0,{_LONGEST_ID - 1}}}"
_NAME = f".{{1,{_LONGEST_NAME}}}"
_AMOUNT = r"[0-9]{1,12}\.[0-9]{2}"
_RELAX_NG = "http://relaxng.org/ns/structure/1.0"
_TYPES = "http://www.w3.org/2001/XMLSchema-datatypes"

# Latin-1 holds the letters of the Nordic languages but Sámi. The signs & < > are escaped.
_BANK_TEXT = re.compile(r"[A-Za-z0-9À-ÖØ-öø-ÿ '.,/()+:?&<>-]*")
_SAME_SIGN = str.maketrans({"’": "'", "‘": "'", "`": "'", "´": "'", "–": "-", "—": "-", "−": "-", "\u2010": "-"})
_ONE_LETTER = re.compile(r"LATIN (SMALL|CAPITAL) LETTER ([A-Z])\b")
_SPELT_OUT = {"ŋ": "ng", "Ŋ": "NG", "œ": "oe", "Œ": "OE", "ẞ": "SS", "ı": "i"}


class MessageVersion(Enum):
    """The version of the message. All Norwegian banks take this one."""

    PAIN_001_001_03 = "pain.001.001.03"


@dataclass(frozen=True, slots=True)
class BankProfile:
    """What the employer has agreed with its bank.

    `division` is the bank's own id of the agreement; `bic` overrules the one found by the account's register number.
    """

    division: str = ""
    bic: str = ""
    version: MessageVersion = MessageVersion.PAIN_001_001_03


@dataclass(frozen=True, slots=True)
class Payment:
    """One person's net pay. The reference is stable per payslip, at most 35 signs, and holds no identity number.

    `account` is 11 digits, an IBAN, or whatever else the person has; empty for none. An IBAN abroad needs the `bic` of
    its bank. `country` is where the person lives.
    """

    reference: str
    name: str
    account: str
    amount: Money
    text: str
    country: str = "NO"
    bic: str = ""


@dataclass(frozen=True, slots=True)
class SalaryPayments:
    """The net pay of one approved run, as the bank is told.

    `message_id` is the same for the same approved run, so that the bank refuses a second upload (at most 35 signs).
    `execution_date` is a bank day; `created` is local time.
    """

    message_id: str
    created: datetime
    execution_date: date
    employer: str
    organisation_number: str
    account: str
    payments: tuple[Payment, ...]
    profile: BankProfile = BankProfile()


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A payment that the file cannot carry and that is made by hand, and why."""

    payment: Payment
    why: Message


@dataclass(frozen=True, slots=True)
class BankFile:
    """The file, what it pays and what it does not; amounts of 0 are in neither. No content where nobody is in it."""

    content: bytes | None
    paid: tuple[Payment, ...]
    left_out: tuple[LeftOut, ...]

    @property
    def total(self) -> Money:
        """What leaves the account."""
        return Money.total(payment.amount for payment in self.paid)


def write(order: SalaryPayments, bics: Mapping[str, str]) -> BankFile:
    """The file for the bank. `bics` gives the BIC by register number, the first four digits of an account.

    People without a Norwegian account or an IBAN with a BIC are left out. Raises Refused for amounts below 0, the
    employer's own account as receiver, an account that fails its check digit, a name without letters, a reference used
    twice, and for whatever the check of the finished file finds.
    """
    order = replace(order, account=account_in(order.account))
    paid: list[Payment] = []
    left_out: list[LeftOut] = []
    for payment in order.payments:
        if not payment.amount:
            continue
        account = account_in(payment.account)
        if why := why_not_in_file(account, payment.bic):
            left_out.append(LeftOut(payment, why))
        else:
            paid.append(replace(payment, account=account, bic=account_in(payment.bic)))
    if faults := [Finding(Severity.STOP, what) for what in _faults(order, paid)]:
        raise Refused(faults)
    if not paid:
        return BankFile(None, (), tuple(left_out))
    content = _document(order, paid, order.profile.bic or bics.get(order.account[:4], "")).encode()
    if findings := check(content):
        raise Refused(findings)
    return BankFile(content, tuple(paid), tuple(left_out))


def account_in(text: str) -> str:
    """An account without spaces and dots, and a Norwegian IBAN as the account in it."""
    bare = re.sub(r"[\s.]", "", text).upper()
    return bare[4:] if re.fullmatch(r"NO[0-9]{13}", bare) else bare


def why_not_in_file(account: str, bic: str = "") -> Message | None:
    """Why the file cannot pay to an account (as `account_in` gives it); None where it can."""
    if re.fullmatch(r"[0-9]{11}", account):
        return None
    if not account:
        return Message("There is no bank account")
    if is_abroad(account):
        if re.fullmatch(_BIC, account_in(bic)) and iban.is_valid(account):
            return None
        return Message("The account is abroad; pay it by hand in the bank")
    return Message("The account is not Norwegian; pay it by hand in the bank")


def is_abroad(account: str) -> bool:
    """Whether an account (as `account_in` gives it) is written as an IBAN of another country."""
    return re.match(r"[A-Z]{2}[0-9]{2}", account) is not None


def _faults(order: SalaryPayments, paid: Sequence[Payment]) -> Iterator[Message]:
    """Why there can be no file. A person is named by the payment's reference: a refusal may be logged."""
    if not _is_account(order.account):
        yield Message("The employer's bank account is missing or wrong")
    if order.profile.bic and not re.fullmatch(_BIC, order.profile.bic):
        yield Message("The BIC in the bank profile is not one")
    if not _has_letters(order.employer):
        yield Message("{name}: the name has no letters that a bank reads", name=order.employer)
    for text in (order.message_id, order.organisation_number, order.profile.division or "-"):
        if not re.fullmatch(_ID, text):
            yield Message("“{text}” cannot stand in a bank file as a number or reference", text=text)
    for payment in order.payments:
        if payment.amount.ore < 0:
            yield Message("{name}: the amount to pay is negative", name=payment.reference)
    seen: set[str] = set()
    for payment in paid:
        if payment.account == order.account:
            yield Message("{name}: the account is the employer's own", name=payment.reference)
        elif not _is_account(payment.account) and not is_abroad(payment.account):
            yield Message("{name}: the account number is wrong", name=payment.reference)
        if not _has_letters(payment.name):
            yield Message("{name}: the name has no letters that a bank reads", name=payment.reference)
        if payment.reference in seen:
            yield Message("Two payments have the reference {reference}", reference=payment.reference)
        seen.add(payment.reference)


def _has_letters(name: str) -> bool:
    return any(map(str.isalnum, bank_text(name)))


def _is_account(account: str) -> bool:
    """Eleven digits with the right check digit. (stdnum takes what follows 0000 for an old giro number.)"""
    return len(account) == 11 and not account.startswith("0000") and kontonr.is_valid(account)


def bank_text(text: str, longest: int = _LONGEST_NAME) -> str:
    """The text in signs that banks read: Nordic letters pass, others become their plain letter or a space; then cut."""
    if not _BANK_TEXT.fullmatch(text):
        text = "".join(map(_bank_sign, unicodedata.normalize("NFC", text).translate(_SAME_SIGN)))
    return " ".join(text.split())[:longest].rstrip()


@cache
def _bank_sign(sign: str) -> str:
    if _BANK_TEXT.fullmatch(sign):
        return sign
    if sign in _SPELT_OUT:
        return _SPELT_OUT[sign]
    base = unicodedata.normalize("NFKD", sign)[0]
    if base.isascii() and base.isalnum():
        return base
    letter = _ONE_LETTER.match(unicodedata.name(sign, ""))  # đ is a D WITH STROKE and does not decompose
    if letter:
        return letter[2].lower() if letter[1] == "SMALL" else letter[2]
    return " "


def _document(order: SalaryPayments, paid: Sequence[Payment], bic: str) -> str:
    """The message as text: a tree of elements takes ten times as long, and `check` reads what comes out."""
    numbered = list(enumerate(paid, 1))
    at_home = [(place, payment) for place, payment in numbered if not is_abroad(payment.account)]
    abroad = [(place, payment) for place, payment in numbered if is_abroad(payment.account)]
    blocks = [
        _block(order, number, some, bic, is_salary=some is at_home)
        for number, some in enumerate(filter(None, (at_home, abroad)), 1)
    ]
    inside = "\n".join(blocks)
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="{_NAMESPACE}{order.profile.version.value}">
<CstmrCdtTrfInitn>
<GrpHdr>
<MsgId>{escape(order.message_id)}</MsgId>
<CreDtTm>{order.created.replace(microsecond=0, tzinfo=None).isoformat()}</CreDtTm>
{_totals(paid)}
<InitgPty><Nm>{escape(bank_text(order.employer))}</Nm><Id><OrgId>{_sender(order)}</OrgId></Id></InitgPty>
</GrpHdr>
{inside}
</CstmrCdtTrfInitn>
</Document>
"""


def _totals(some: Iterable[Payment]) -> str:
    amounts = [each.amount for each in some]
    return f"<NbOfTxs>{len(amounts)}</NbOfTxs><CtrlSum>{Money.total(amounts)}</CtrlSum>"


def _block(
    order: SalaryPayments, number: int, some: Sequence[tuple[int, Payment]], bic: str, *, is_salary: bool
) -> str:
    """One block of payments: pay to Norwegian accounts, or payments abroad, each with a debit of its own."""
    employer = escape(bank_text(order.employer))
    bank = f"<BIC>{escape(bic)}</BIC>" if bic else "<Othr><Id>NOTPROVIDED</Id></Othr>"
    category = "<CtgyPurp><Cd>SALA</Cd></CtgyPurp>" if is_salary else ""
    transfers = "\n".join(_transfer(place, payment) for place, payment in some)
    return f"""<PmtInf>
<PmtInfId>{escape(order.message_id[: _LONGEST_ID - 2])}-{number}</PmtInfId>
<PmtMtd>TRF</PmtMtd>
<BtchBookg>{"true" if is_salary else "false"}</BtchBookg>
{_totals(payment for _, payment in some)}
<PmtTpInf><InstrPrty>NORM</InstrPrty><SvcLvl><Cd>NURG</Cd></SvcLvl>{category}</PmtTpInf>
<ReqdExctnDt>{order.execution_date.isoformat()}</ReqdExctnDt>
<Dbtr><Nm>{employer}</Nm><PstlAdr><Ctry>NO</Ctry></PstlAdr></Dbtr>
<DbtrAcct>{_account_id(order.account)}<Ccy>{_CURRENCY}</Ccy></DbtrAcct>
<DbtrAgt><FinInstnId>{bank}</FinInstnId></DbtrAgt>
<ChrgBr>{"SLEV" if is_salary else "SHAR"}</ChrgBr>
{transfers}
</PmtInf>"""


def _sender(order: SalaryPayments) -> str:
    """Who sends: the organisation number, and the bank's id of the agreement where it gave one."""
    ids = [(order.organisation_number, "CUST"), (order.profile.division, "BANK")]
    return "".join(
        f"<Othr><Id>{escape(text)}</Id><SchmeNm><Cd>{scheme}</Cd></SchmeNm></Othr>" for text, scheme in ids if text
    )


def _transfer(place: int, payment: Payment) -> str:
    text, abroad = bank_text(payment.text, _LONGEST_TEXT), is_abroad(payment.account)
    return (
        f"<CdtTrfTxInf><PmtId><InstrId>{place:04d}</InstrId><EndToEndId>{escape(payment.reference)}</EndToEndId></PmtId>"
        f'<Amt><InstdAmt Ccy="{_CURRENCY}">{payment.amount}</InstdAmt></Amt>'
        + (f"<CdtrAgt><FinInstnId><BIC>{payment.bic}</BIC></FinInstnId></CdtrAgt>" if abroad else "")
        + f"<Cdtr><Nm>{escape(bank_text(payment.name))}</Nm>"
        f"<PstlAdr><Ctry>{escape(payment.country)}</Ctry></PstlAdr></Cdtr>"
        + ("<CdtrAcct>" + (_iban_id(payment.account) if abroad else _account_id(payment.account)) + "</CdtrAcct>")
        + (f"<RmtInf><Ustrd>{escape(text)}</Ustrd></RmtInf>" if text else "")
        + "</CdtTrfTxInf>"
    )


def _iban_id(account: str) -> str:
    return f"<Id><IBAN>{account}</IBAN></Id>"


def _account_id(digits: str) -> str:
    return f"<Id><Othr><Id>{digits}</Id><SchmeNm><Cd>BBAN</Cd></SchmeNm></Othr></Id>"


def check(content: bytes) -> list[Finding]:
    """What is wrong with a file as we write them: order, lengths, forms; then counts, sums, references used twice.

    Raises Refused for what is no XML at all.
    """
    root = safe_xml.read(content)
    return [Finding(Severity.STOP, what) for what in list(_wrong_form(root)) or list(_wrong_sums(root))]


def _wrong_form(root: etree._Element) -> Iterator[Message]:
    namespace = safe_xml.namespace(root)
    if namespace not in [f"{_NAMESPACE}{version.value}" for version in MessageVersion]:
        yield Message("This is not a payment file of a version that is written here")
    elif not (form := _form(namespace)).validate(root):
        yield Message("The bank file breaks the format in line {line}", line=form.error_log[0].line)


def _wrong_sums(root: etree._Element) -> Iterator[Message]:
    def texts(part: etree._Element, name: str) -> list[str]:
        return [element.text or "" for element in part.iter(f"{{*}}{name}")]

    def is_right(part: etree._Element, ores: list[int]) -> bool:
        return (texts(part, "NbOfTxs"), texts(part, "CtrlSum")) == ([str(len(ores))], [str(Money(sum(ores)))])

    def ores_of(part: etree._Element) -> list[int]:
        return [Money.kr(amount).ore for amount in texts(part, "InstdAmt")]

    ores, (header, *blocks) = ores_of(root), root[0]
    if not all((is_right(header, ores), *(is_right(block, ores_of(block)) for block in blocks))) or min(ores) <= 0:
        yield Message("The counts and sums of the bank file do not agree with its payments")
    if len(set(texts(root, "EndToEndId"))) != len(ores):
        yield Message("A reference stands twice in the bank file")


@cache
def _form(namespace: str) -> etree.RelaxNG:
    """Our own description of the file, narrower than the official schema: only what `write` writes."""
    account = _inside("Id", _inside("Othr", _leaf("Id", "[0-9]{11}"), _scheme("BBAN")))
    counts = _leaf("NbOfTxs", "[0-9]{1,15}") + _leaf("CtrlSum", _AMOUNT)
    header = _inside(
        "GrpHdr",
        _leaf("MsgId", _ID),
        _leaf("CreDtTm", "[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}"),
        counts,
        _inside(
            "InitgPty",
            _leaf("Nm", _NAME),
            _inside("Id", _inside("OrgId", _one_or_more(_inside("Othr", _leaf("Id", _ID), _scheme("CUST|BANK"))))),
        ),
    )

    def transfer(bank: str, to: str) -> str:
        return _inside(
            "CdtTrfTxInf",
            _inside("PmtId", _leaf("InstrId", _ID), _leaf("EndToEndId", _ID)),
            _inside(
                "Amt",
                _inside(
                    "InstdAmt", f'<attribute name="Ccy" ns=""><value>{_CURRENCY}</value></attribute>', _text(_AMOUNT)
                ),
            ),
            bank,
            _party("Cdtr"),
            _inside("CdtrAcct", to),
            _optional(_inside("RmtInf", _leaf("Ustrd", f".{{1,{_LONGEST_TEXT}}}"))),
        )

    def block(together: str, category: str, charges: str, paid: str) -> str:
        return _inside(
            "PmtInf",
            _leaf("PmtInfId", _ID),
            _leaf("PmtMtd", "TRF"),
            _leaf("BtchBookg", together),
            counts,
            _inside("PmtTpInf", _leaf("InstrPrty", "NORM"), _inside("SvcLvl", _leaf("Cd", "NURG")), category),
            _leaf("ReqdExctnDt", "[0-9]{4}-[0-9]{2}-[0-9]{2}"),
            _party("Dbtr"),
            _inside("DbtrAcct", account, _leaf("Ccy", _CURRENCY)),
            _inside(
                "DbtrAgt",
                _inside(
                    "FinInstnId", f"<choice>{_leaf('BIC', _BIC)}{_inside('Othr', _leaf('Id', 'NOTPROVIDED'))}</choice>"
                ),
            ),
            _leaf("ChrgBr", charges),
            _one_or_more(paid),
        )

    salary = block("true", _inside("CtgyPurp", _leaf("Cd", "SALA")), "SLEV", transfer("", account))
    their_bank = _inside("CdtrAgt", _inside("FinInstnId", _leaf("BIC", _BIC)))
    abroad = block("false", "", "SHAR", transfer(their_bank, _inside("Id", _leaf("IBAN", _IBAN))))
    some = f"<choice><group>{salary}{_optional(abroad)}</group>{abroad}</choice>"
    document = _inside("Document", _inside("CstmrCdtTrfInitn", header, some))
    grammar = (
        f'<grammar xmlns="{_RELAX_NG}" datatypeLibrary="{_TYPES}" ns="{namespace}"><start>{document}</start></grammar>'
    )
    return etree.RelaxNG(etree.fromstring(grammar))


def _inside(name: str, *content: str) -> str:
    return f'<element name="{name}">{"".join(content)}</element>'


def _leaf(name: str, pattern: str) -> str:
    return _inside(name, _text(pattern))


def _text(pattern: str) -> str:
    return f'<data type="string"><param name="pattern">{escape(pattern)}</param></data>'


def _one_or_more(content: str) -> str:
    return f"<oneOrMore>{content}</oneOrMore>"


def _optional(content: str) -> str:
    return f"<optional>{content}</optional>"


def _scheme(code: str) -> str:
    return _inside("SchmeNm", _leaf("Cd", code))


def _party(name: str) -> str:
    return _inside(name, _leaf("Nm", _NAME), _inside("PstlAdr", _leaf("Ctry", "[A-Z]{2}")))
