"""Payments as a file for the bank: ISO 20022 pain.001, version .03 or .09 (files 4.2). Pay is one batch-booked SALA
block, pay to accounts abroad a block of its own, and tax and deductions a block without SALA for each date.

Build → check → bytes. With the category SALA only users with salary rights see the single payments in the bank, and
batch booking keeps the amounts off the account statement. Accounts go as BBAN, or as IBAN where the bank wants that;
those abroad as IBAN with the bank's BIC, and both banks take their own charges (SHAR). A payment with a KID carries
that and no text. What is at home is the country's own (`BankSystem`): Norwegian kroner and accounts where nothing else
is said; in Denmark each account names its bank by the domestic clearing (files 4.4).
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
from itertools import count

from lxml import etree
from stdnum import iban

from models.values.finding import Finding, Refused, Severity
from models.values.message import Message
from models.values.money import Money
from services.engine.bank import BankSystem
from services.files import safe_xml
from services.files.bank_home import NORWEGIAN_BANKS, bare
from services.files.bank_payment_form import BIC, ID, KID, LONGEST_ID, LONGEST_NAME, LONGEST_TEXT, form

_NAMESPACE = "urn:iso:std:iso:20022:tech:xsd:"

# Latin-1 holds the letters of the Nordic languages but Sámi. The signs & < > are escaped.
_BANK_TEXT = re.compile(r"[A-Za-z0-9À-ÖØ-öø-ÿ '.,/()+:?&<>-]*")
_SAME_SIGN = str.maketrans({"’": "'", "‘": "'", "`": "'", "´": "'", "–": "-", "—": "-", "−": "-", "\u2010": "-"})
_ONE_LETTER = re.compile(r"LATIN (SMALL|CAPITAL) LETTER ([A-Z])\b")
_SPELT_OUT = {"ŋ": "ng", "Ŋ": "NG", "œ": "oe", "Œ": "OE", "ẞ": "SS", "ı": "i"}


class MessageVersion(Enum):
    """The version of the message. All Norwegian banks take .03; in .09 the date and the bank's code stand elsewhere."""

    PAIN_001_001_03 = "pain.001.001.03"
    PAIN_001_001_09 = "pain.001.001.09"


@dataclass(frozen=True, slots=True)
class BankProfile:
    """What the employer has agreed with its bank.

    `division` is the bank's own id of the agreement; `customer` stands in place of the organisation number; `bic`
    overrules the one found by the account's register number. With `batch` pay is one debit. With `iban` Norwegian
    accounts are written as IBAN.
    """

    division: str = ""
    bic: str = ""
    version: MessageVersion = MessageVersion.PAIN_001_001_03
    customer: str = ""
    batch: bool = True
    iban: bool = False


@dataclass(frozen=True, slots=True)
class Payment:
    """One person's net pay, or a payment to somebody else. The reference is stable per payslip or debt, at most 35
    signs, and holds no identity number.

    `account` is 11 digits, an IBAN, or whatever else the person has; empty for none. An IBAN abroad needs the `bic` of
    its bank. `country` is where the receiver lives. A payment with a `kid` carries no text.
    """

    reference: str
    name: str
    account: str
    amount: Money
    text: str
    country: str = "NO"
    bic: str = ""
    kid: str = ""


@dataclass(frozen=True, slots=True)
class PaymentBlock:
    """Payments that are no pay (tax, deductions), all on one day: to Norwegian accounts."""

    execution_date: date
    payments: tuple[Payment, ...]


@dataclass(frozen=True, slots=True)
class PaymentOrder:
    """The net pay of one approved run, as the bank is told, or `others`, or both.

    `message_id` is the same for the same approved run, so that the bank refuses a second upload (at most 35 signs).
    `execution_date` of the pay is a bank day; `created` is local time.
    """

    message_id: str
    created: datetime
    execution_date: date
    employer: str
    organisation_number: str
    account: str
    payments: tuple[Payment, ...]
    profile: BankProfile = BankProfile()
    others: tuple[PaymentBlock, ...] = ()
    system: BankSystem | None = None  # of the employer's country; None for Norway

    @property
    def home(self) -> BankSystem:
        return self.system or NORWEGIAN_BANKS


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A payment that the file cannot carry and that is made by hand, and why."""

    payment: Payment
    why: Message


@dataclass(frozen=True, slots=True)
class BankFile:
    """The file, what it pays and what it does not; amounts of 0 are in neither. No content where nobody is in it.
    `paid` is the pay, `others` everything else.
    """

    content: bytes | None
    paid: tuple[Payment, ...]
    left_out: tuple[LeftOut, ...]
    others: tuple[Payment, ...] = ()

    @property
    def total(self) -> Money:
        """What leaves the account."""
        return Money.total(payment.amount for payment in (*self.paid, *self.others))


def write(order: PaymentOrder, bics: Mapping[str, str]) -> BankFile:
    """The file for the bank. `bics` gives the BIC by register number, the first four digits of an account.

    People without a Norwegian account or an IBAN with a BIC are left out. Raises Refused for amounts below 0, the
    employer's own account as receiver, an account that fails its check digit, a name without letters, a reference used
    twice, a payment besides pay that is not to a Norwegian account, and for whatever the check of the finished file
    finds.
    """
    home = order.home
    order = replace(order, account=account_in(order.account, home))
    paid: list[Payment] = []
    left_out: list[LeftOut] = []
    for payment in order.payments:
        if not payment.amount:
            continue
        account = account_in(payment.account, home)
        if why := why_not_in_file(account, payment.bic, home):
            left_out.append(LeftOut(payment, why))
        else:
            paid.append(replace(payment, account=account, bic=bare(payment.bic)))
    blocks = tuple(
        PaymentBlock(
            block.execution_date,
            tuple(
                replace(each, account=account_in(each.account, home), bic="") for each in block.payments if each.amount
            ),
        )
        for block in order.others
    )
    order = replace(order, others=tuple(block for block in blocks if block.payments))
    others = tuple(payment for block in order.others for payment in block.payments)
    if faults := [Finding(Severity.STOP, what) for what in _faults(order, paid, others)]:
        raise Refused(faults)
    if not paid and not others:
        return BankFile(None, (), tuple(left_out))
    content = _document(
        order, paid, order.profile.bic or ("" if home.clearing else bics.get(order.account[:4], ""))
    ).encode()
    if findings := check(content, home):
        raise Refused(findings)
    return BankFile(content, tuple(paid), tuple(left_out), others)


def account_in(text: str, home: BankSystem = NORWEGIAN_BANKS) -> str:
    """An account as banks at home write it, also out of an IBAN of theirs; another one without spaces and dots."""
    return home.read(text) or bare(text)


def why_not_in_file(account: str, bic: str = "", home: BankSystem = NORWEGIAN_BANKS) -> Message | None:
    """Why the file cannot pay to an account (as `account_in` gives it); None where it can."""
    if re.fullmatch(home.account, account):
        return None
    if not account:
        return Message("There is no bank account")
    if is_abroad(account):
        if re.fullmatch(BIC, bare(bic)) and iban.is_valid(account):
            return None
        return Message("The account is abroad; pay it by hand in the bank")
    return home.elsewhere


def is_abroad(account: str) -> bool:
    """Whether an account (as `account_in` gives it) is written as an IBAN of another country."""
    return re.match(r"[A-Z]{2}[0-9]{2}", account) is not None


def _faults(order: PaymentOrder, paid: Sequence[Payment], others: Sequence[Payment]) -> Iterator[Message]:
    """Why there can be no file. A person is named by the payment's reference: a refusal may be logged."""
    home = order.home
    if not home.is_account(order.account):
        yield Message("The employer's bank account is missing or wrong")
    if order.profile.bic and not re.fullmatch(BIC, order.profile.bic):
        yield Message("The BIC in the bank profile is not one")
    if not _has_letters(order.employer):
        yield Message("{name}: the name has no letters that a bank reads", name=order.employer)
    for text in (
        order.message_id,
        order.profile.customer or order.organisation_number,
        order.profile.division or "-",
    ):
        if not re.fullmatch(ID, text):
            yield Message("“{text}” cannot stand in a bank file as a number or reference", text=text)
    for payment in (*order.payments, *others):
        if payment.amount.ore < 0:
            yield Message("{name}: the amount to pay is negative", name=payment.reference)
    for payment in others:
        if is_abroad(payment.account) or not payment.account:
            yield Message("{name}: the account number is wrong", name=payment.reference)
        if payment.kid and not re.fullmatch(KID, payment.kid):
            yield Message("{name}: the KID has 2 to 25 digits; only the last may be a hyphen", name=payment.reference)
    seen: set[str] = set()
    for payment in (*paid, *others):
        if payment.account == order.account:
            yield Message("{name}: the account is the employer's own", name=payment.reference)
        elif payment.account and not home.is_account(payment.account) and not is_abroad(payment.account):
            yield Message("{name}: the account number is wrong", name=payment.reference)
        if not _has_letters(payment.name):
            yield Message("{name}: the name has no letters that a bank reads", name=payment.reference)
        if payment.reference in seen:
            yield Message("Two payments have the reference {reference}", reference=payment.reference)
        seen.add(payment.reference)


def _has_letters(name: str) -> bool:
    return any(map(str.isalnum, bank_text(name)))


def bank_text(text: str, longest: int = LONGEST_NAME) -> str:
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


def _document(order: PaymentOrder, paid: Sequence[Payment], bic: str) -> str:
    """The message as text: a tree of elements takes ten times as long, and `check` reads what comes out."""
    numbers = count(1)
    at_home = [each for each in paid if not is_abroad(each.account)]
    abroad = [each for each in paid if is_abroad(each.account)]
    wanted = [
        (order.execution_date, at_home, True, "SLEV"),
        (order.execution_date, abroad, False, "SHAR"),
        *((block.execution_date, list(block.payments), False, "SLEV") for block in order.others),
    ]
    numbered = enumerate((each for each in wanted if each[1]), 1)
    inside = "\n".join(
        _block(order, _Block(number, day, some, bic, is_salary, charges), numbers)
        for number, (day, some, is_salary, charges) in numbered
    )
    everything = [*paid, *(each for block in order.others for each in block.payments)]
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="{_NAMESPACE}{order.profile.version.value}">
<CstmrCdtTrfInitn>
<GrpHdr>
<MsgId>{escape(order.message_id)}</MsgId>
<CreDtTm>{order.created.replace(microsecond=0, tzinfo=None).isoformat()}</CreDtTm>
{_totals(everything)}
<InitgPty><Nm>{escape(bank_text(order.employer))}</Nm><Id><OrgId>{_sender(order)}</OrgId></Id></InitgPty>
</GrpHdr>
{inside}
</CstmrCdtTrfInitn>
</Document>
"""


def _totals(some: Iterable[Payment]) -> str:
    amounts = [each.amount for each in some]
    return f"<NbOfTxs>{len(amounts)}</NbOfTxs><CtrlSum>{Money.total(amounts)}</CtrlSum>"


@dataclass(frozen=True, slots=True)
class _Block:
    """What one block of payments has in common."""

    number: int
    day: date
    payments: Sequence[Payment]
    bic: str  # of the employer's bank
    is_salary: bool
    charges: str


def _block(order: PaymentOrder, block: _Block, numbers: Iterator[int]) -> str:
    """One block of payments: pay to Norwegian accounts, pay abroad, or tax and deductions of one day."""
    employer, new = escape(bank_text(order.employer)), order.profile.version is MessageVersion.PAIN_001_001_09
    code = "BICFI" if new else "BIC"
    home = order.home
    known = (f"<{code}>{escape(block.bic)}</{code}>" if block.bic else "") + _clearing(order.account, home)
    bank = known or "<Othr><Id>NOTPROVIDED</Id></Othr>"
    category = "<CtgyPurp><Cd>SALA</Cd></CtgyPurp>" if block.is_salary else ""
    together = block.is_salary and order.profile.batch
    day = f"<Dt>{block.day.isoformat()}</Dt>" if new else block.day.isoformat()
    transfers = "\n".join(_transfer(next(numbers), payment, order.profile, home) for payment in block.payments)
    return f"""<PmtInf>
<PmtInfId>{escape(order.message_id[: LONGEST_ID - 2 - (block.number > 9)])}-{block.number}</PmtInfId>
<PmtMtd>TRF</PmtMtd>
<BtchBookg>{"true" if together else "false"}</BtchBookg>
{_totals(block.payments)}
<PmtTpInf><InstrPrty>NORM</InstrPrty><SvcLvl><Cd>NURG</Cd></SvcLvl>{category}</PmtTpInf>
<ReqdExctnDt>{day}</ReqdExctnDt>
<Dbtr><Nm>{employer}</Nm><PstlAdr><Ctry>{home.country}</Ctry></PstlAdr></Dbtr>
<DbtrAcct>{_account_id(order.account, order.profile, home)}<Ccy>{home.currency}</Ccy></DbtrAcct>
<DbtrAgt><FinInstnId>{bank}</FinInstnId></DbtrAgt>
<ChrgBr>{block.charges}</ChrgBr>
{transfers}
</PmtInf>"""


def _sender(order: PaymentOrder) -> str:
    """Who sends: the organisation number, and the bank's id of the agreement where it gave one."""
    ids = [(order.profile.customer or order.organisation_number, "CUST"), (order.profile.division, "BANK")]
    return "".join(
        f"<Othr><Id>{escape(text)}</Id><SchmeNm><Cd>{scheme}</Cd></SchmeNm></Othr>" for text, scheme in ids if text
    )


def _clearing(account: str, home: BankSystem) -> str:
    """The bank of an account at home by the domestic clearing, where the country has one."""
    if not home.clearing:
        return ""
    system = f"<ClrSysId><Cd>{home.clearing}</Cd></ClrSysId>"
    return f"<ClrSysMmbId>{system}<MmbId>{account[: home.register]}</MmbId></ClrSysMmbId>"


def _transfer(place: int, payment: Payment, profile: BankProfile, home: BankSystem) -> str:
    abroad = is_abroad(payment.account)
    code = "BICFI" if profile.version is MessageVersion.PAIN_001_001_09 else "BIC"
    bank = f"<{code}>{payment.bic}</{code}>" if abroad else _clearing(payment.account, home)
    return (
        f"<CdtTrfTxInf><PmtId><InstrId>{place:04d}</InstrId><EndToEndId>{escape(payment.reference)}</EndToEndId></PmtId>"
        f'<Amt><InstdAmt Ccy="{home.currency}">{payment.amount}</InstdAmt></Amt>'
        + (f"<CdtrAgt><FinInstnId>{bank}</FinInstnId></CdtrAgt>" if bank else "")
        + f"<Cdtr><Nm>{escape(bank_text(payment.name))}</Nm>"
        f"<PstlAdr><Ctry>{escape(payment.country)}</Ctry></PstlAdr></Cdtr>"
        f"<CdtrAcct>{_account_id(payment.account, profile, home)}</CdtrAcct>{_what_for(payment)}</CdtTrfTxInf>"
    )


def _what_for(payment: Payment) -> str:
    """The KID or the text, never both."""
    if payment.kid:
        kind = "<Tp><CdOrPrtry><Cd>SCOR</Cd></CdOrPrtry></Tp>"
        return f"<RmtInf><Strd><CdtrRefInf>{kind}<Ref>{escape(payment.kid)}</Ref></CdtrRefInf></Strd></RmtInf>"
    text = bank_text(payment.text, LONGEST_TEXT)
    return f"<RmtInf><Ustrd>{escape(text)}</Ustrd></RmtInf>" if text else ""


def _account_id(account: str, profile: BankProfile, home: BankSystem) -> str:
    if is_abroad(account):
        return f"<Id><IBAN>{account}</IBAN></Id>"
    if profile.iban:
        digits = iban.calc_check_digits(f"{home.country}00{account}")
        return f"<Id><IBAN>{home.country}{digits}{account}</IBAN></Id>"
    return f"<Id><Othr><Id>{account}</Id><SchmeNm><Cd>BBAN</Cd></SchmeNm></Othr></Id>"


def check(content: bytes, home: BankSystem = NORWEGIAN_BANKS) -> list[Finding]:
    """What is wrong with a file as we write them: order, lengths, forms; then counts, sums, references used twice.

    Raises Refused for what is no XML at all.
    """
    root = safe_xml.read(content)
    return [Finding(Severity.STOP, what) for what in list(_wrong_form(root, home)) or list(_wrong_sums(root))]


def _wrong_form(root: etree._Element, home: BankSystem) -> Iterator[Message]:
    namespace = safe_xml.namespace(root)
    if namespace not in [f"{_NAMESPACE}{version.value}" for version in MessageVersion]:
        yield Message("This is not a payment file of a version that is written here")
    elif not (made := form(namespace, home)).validate(root):
        yield Message("The bank file breaks the format in line {line}", line=made.error_log[0].line)


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
