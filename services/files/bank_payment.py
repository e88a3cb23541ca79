"""Payments as a file for the bank: ISO 20022 pain.001, version .03 or .09 (files 4.2). Pay is one batch-booked SALA
block, pay to accounts abroad a block of its own, and tax and deductions a block without SALA for each date.

Build → check → bytes. With the category SALA only users with salary rights see the single payments in the bank, and
batch booking keeps the amounts off the account statement. Accounts go as BBAN, or as IBAN where the bank wants that;
those abroad as IBAN with the bank's BIC, and both banks take their own charges (SHAR). A payment with a KID carries
that and no text. Danish accounts (registration number and DKNCC) may come later as another profile.
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


_KID = "[0-9]{1,24}[0-9-]"


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
    blocks = tuple(
        PaymentBlock(
            block.execution_date,
            tuple(replace(each, account=account_in(each.account), bic="") for each in block.payments if each.amount),
        )
        for block in order.others
    )
    order = replace(order, others=tuple(block for block in blocks if block.payments))
    others = tuple(payment for block in order.others for payment in block.payments)
    if faults := [Finding(Severity.STOP, what) for what in _faults(order, paid, others)]:
        raise Refused(faults)
    if not paid and not others:
        return BankFile(None, (), tuple(left_out))
    content = _document(order, paid, order.profile.bic or bics.get(order.account[:4], "")).encode()
    if findings := check(content):
        raise Refused(findings)
    return BankFile(content, tuple(paid), tuple(left_out), others)


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


def _faults(order: PaymentOrder, paid: Sequence[Payment], others: Sequence[Payment]) -> Iterator[Message]:
    """Why there can be no file. A person is named by the payment's reference: a refusal may be logged."""
    if not _is_account(order.account):
        yield Message("The employer's bank account is missing or wrong")
    if order.profile.bic and not re.fullmatch(_BIC, order.profile.bic):
        yield Message("The BIC in the bank profile is not one")
    if not _has_letters(order.employer):
        yield Message("{name}: the name has no letters that a bank reads", name=order.employer)
    for text in (
        order.message_id,
        order.profile.customer or order.organisation_number,
        order.profile.division or "-",
    ):
        if not re.fullmatch(_ID, text):
            yield Message("“{text}” cannot stand in a bank file as a number or reference", text=text)
    for payment in (*order.payments, *others):
        if payment.amount.ore < 0:
            yield Message("{name}: the amount to pay is negative", name=payment.reference)
    for payment in others:
        if is_abroad(payment.account) or not payment.account:
            yield Message("{name}: the account number is wrong", name=payment.reference)
        if payment.kid and not re.fullmatch(_KID, payment.kid):
            yield Message("{name}: the KID has 2 to 25 digits; only the last may be a hyphen", name=payment.reference)
    seen: set[str] = set()
    for payment in (*paid, *others):
        if payment.account == order.account:
            yield Message("{name}: the account is the employer's own", name=payment.reference)
        elif payment.account and not _is_account(payment.account) and not is_abroad(payment.account):
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
    bank = f"<{code}>{escape(block.bic)}</{code}>" if block.bic else "<Othr><Id>NOTPROVIDED</Id></Othr>"
    category = "<CtgyPurp><Cd>SALA</Cd></CtgyPurp>" if block.is_salary else ""
    together = block.is_salary and order.profile.batch
    day = f"<Dt>{block.day.isoformat()}</Dt>" if new else block.day.isoformat()
    transfers = "\n".join(_transfer(next(numbers), payment, order.profile) for payment in block.payments)
    return f"""<PmtInf>
<PmtInfId>{escape(order.message_id[: _LONGEST_ID - 2 - (block.number > 9)])}-{block.number}</PmtInfId>
<PmtMtd>TRF</PmtMtd>
<BtchBookg>{"true" if together else "false"}</BtchBookg>
{_totals(block.payments)}
<PmtTpInf><InstrPrty>NORM</InstrPrty><SvcLvl><Cd>NURG</Cd></SvcLvl>{category}</PmtTpInf>
<ReqdExctnDt>{day}</ReqdExctnDt>
<Dbtr><Nm>{employer}</Nm><PstlAdr><Ctry>NO</Ctry></PstlAdr></Dbtr>
<DbtrAcct>{_account_id(order.account, order.profile)}<Ccy>{_CURRENCY}</Ccy></DbtrAcct>
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


def _transfer(place: int, payment: Payment, profile: BankProfile) -> str:
    abroad = is_abroad(payment.account)
    code = "BICFI" if profile.version is MessageVersion.PAIN_001_001_09 else "BIC"
    return (
        f"<CdtTrfTxInf><PmtId><InstrId>{place:04d}</InstrId><EndToEndId>{escape(payment.reference)}</EndToEndId></PmtId>"
        f'<Amt><InstdAmt Ccy="{_CURRENCY}">{payment.amount}</InstdAmt></Amt>'
        + (f"<CdtrAgt><FinInstnId><{code}>{payment.bic}</{code}></FinInstnId></CdtrAgt>" if abroad else "")
        + f"<Cdtr><Nm>{escape(bank_text(payment.name))}</Nm>"
        f"<PstlAdr><Ctry>{escape(payment.country)}</Ctry></PstlAdr></Cdtr>"
        f"<CdtrAcct>{_account_id(payment.account, profile)}</CdtrAcct>{_what_for(payment)}</CdtTrfTxInf>"
    )


def _what_for(payment: Payment) -> str:
    """The KID or the text, never both."""
    if payment.kid:
        kind = "<Tp><CdOrPrtry><Cd>SCOR</Cd></CdOrPrtry></Tp>"
        return f"<RmtInf><Strd><CdtrRefInf>{kind}<Ref>{escape(payment.kid)}</Ref></CdtrRefInf></Strd></RmtInf>"
    text = bank_text(payment.text, _LONGEST_TEXT)
    return f"<RmtInf><Ustrd>{escape(text)}</Ustrd></RmtInf>" if text else ""


def _account_id(account: str, profile: BankProfile) -> str:
    if is_abroad(account):
        return f"<Id><IBAN>{account}</IBAN></Id>"
    if profile.iban:
        return f"<Id><IBAN>NO{iban.calc_check_digits(f'NO00{account}')}{account}</IBAN></Id>"
    return f"<Id><Othr><Id>{account}</Id><SchmeNm><Cd>BBAN</Cd></SchmeNm></Othr></Id>"


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
    new = namespace.endswith(".09")
    code = "BICFI" if new else "BIC"
    day = _leaf("Dt" if new else "ReqdExctnDt", "[0-9]{4}-[0-9]{2}-[0-9]{2}")
    day = _inside("ReqdExctnDt", day) if new else day
    bban = _inside("Othr", _leaf("Id", "[0-9]{11}"), _scheme("BBAN"))
    account = _inside("Id", _choice(bban, _leaf("IBAN", "NO[0-9]{13}")))
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

    text = _leaf("Ustrd", f".{{1,{_LONGEST_TEXT}}}")
    kind = _inside("Tp", _inside("CdOrPrtry", _leaf("Cd", "SCOR")))
    kid = _inside("Strd", _inside("CdtrRefInf", kind, _leaf("Ref", _KID)))

    def transfer(bank: str, to: str, what_for: str) -> str:
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
            _optional(_inside("RmtInf", what_for)),
        )

    def block(together: str, category: str, charges: str, paid: str) -> str:
        return _inside(
            "PmtInf",
            _leaf("PmtInfId", _ID),
            _leaf("PmtMtd", "TRF"),
            _leaf("BtchBookg", together),
            counts,
            _inside("PmtTpInf", _leaf("InstrPrty", "NORM"), _inside("SvcLvl", _leaf("Cd", "NURG")), category),
            day,
            _party("Dbtr"),
            _inside("DbtrAcct", account, _leaf("Ccy", _CURRENCY)),
            _inside(
                "DbtrAgt",
                _inside("FinInstnId", _choice(_leaf(code, _BIC), _inside("Othr", _leaf("Id", "NOTPROVIDED")))),
            ),
            _leaf("ChrgBr", charges),
            _one_or_more(paid),
        )

    pay = transfer("", account, text)
    salary = block("true|false", _inside("CtgyPurp", _leaf("Cd", "SALA")), "SLEV", pay)
    their_bank = _inside("CdtrAgt", _inside("FinInstnId", _leaf(code, _BIC)))
    abroad = block("false", "", "SHAR", transfer(their_bank, _inside("Id", _leaf("IBAN", _IBAN)), text))
    other = block("false", "", "SLEV", transfer("", account, _choice(text, kid)))
    more = f"<zeroOrMore>{other}</zeroOrMore>"
    some = _choice(
        f"<group>{salary}{_optional(abroad)}{more}</group>", f"<group>{abroad}{more}</group>", _one_or_more(other)
    )
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


def _choice(*content: str) -> str:
    return f"<choice>{''.join(content)}</choice>"


def _one_or_more(content: str) -> str:
    return f"<oneOrMore>{content}</oneOrMore>"


def _optional(content: str) -> str:
    return f"<optional>{content}</optional>"


def _scheme(code: str) -> str:
    return _inside("SchmeNm", _leaf("Cd", code))


def _party(name: str) -> str:
    return _inside(name, _leaf("Nm", _NAME), _inside("PstlAdr", _leaf("Ctry", "[A-Z]{2}")))
