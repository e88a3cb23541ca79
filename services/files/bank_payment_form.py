"""What a payment file looks like as bank_payment.py writes it: order, lengths and forms, as a RELAX NG schema."""

from __future__ import annotations

from functools import cache
from html import escape

from lxml import etree

from services.engine.bank import BankSystem

LONGEST_ID = 35
LONGEST_NAME = 70  # banks show no more of it (files 4.2)
LONGEST_TEXT = 140
BIC = "[A-Z]{6}[A-Z2-9][A-NP-Z0-9]([A-Z0-9]{3})?"
ID = f"[A-Za-z0-9/?:().,'+-][A-Za-z0-9/?:().,'+ -]{{0,{LONGEST_ID - 1}}}"
KID = "[0-9]{1,24}[0-9-]"

_IBAN = "[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}"
_NAME = f".{{1,{LONGEST_NAME}}}"
_AMOUNT = r"[0-9]{1,12}\.[0-9]{2}"
_RELAX_NG = "http://relaxng.org/ns/structure/1.0"
_TYPES = "http://www.w3.org/2001/XMLSchema-datatypes"


@cache
def form(namespace: str, home: BankSystem) -> etree.RelaxNG:
    """Our own description of the file, narrower than the official schema: only what `write` writes."""
    new = namespace.endswith(".09")
    code = "BICFI" if new else "BIC"
    day = _leaf("Dt" if new else "ReqdExctnDt", "[0-9]{4}-[0-9]{2}-[0-9]{2}")
    day = _inside("ReqdExctnDt", day) if new else day
    bban = _inside("Othr", _leaf("Id", home.account), _scheme("BBAN"))
    account = _inside("Id", _choice(bban, _leaf("IBAN", f"{home.country}[0-9]{{2}}{home.account}")))
    counts = _leaf("NbOfTxs", "[0-9]{1,15}") + _leaf("CtrlSum", _AMOUNT)
    header = _inside(
        "GrpHdr",
        _leaf("MsgId", ID),
        _leaf("CreDtTm", "[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}"),
        counts,
        _inside(
            "InitgPty",
            _leaf("Nm", _NAME),
            _inside("Id", _inside("OrgId", _one_or_more(_inside("Othr", _leaf("Id", ID), _scheme("CUST|BANK"))))),
        ),
    )

    text = _leaf("Ustrd", f".{{1,{LONGEST_TEXT}}}")
    kind = _inside("Tp", _inside("CdOrPrtry", _leaf("Cd", "SCOR")))
    kid = _inside("Strd", _inside("CdtrRefInf", kind, _leaf("Ref", KID)))

    def transfer(bank: str, to: str, what_for: str) -> str:
        return _inside(
            "CdtTrfTxInf",
            _inside("PmtId", _leaf("InstrId", ID), _leaf("EndToEndId", ID)),
            _inside(
                "Amt",
                _inside(
                    "InstdAmt",
                    f'<attribute name="Ccy" ns=""><value>{home.currency}</value></attribute>',
                    _text(_AMOUNT),
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
            _leaf("PmtInfId", ID),
            _leaf("PmtMtd", "TRF"),
            _leaf("BtchBookg", together),
            counts,
            _inside("PmtTpInf", _leaf("InstrPrty", "NORM"), _inside("SvcLvl", _leaf("Cd", "NURG")), category),
            day,
            _party("Dbtr"),
            _inside("DbtrAcct", account, _leaf("Ccy", home.currency)),
            _inside(
                "DbtrAgt",
                _inside("FinInstnId", _choice(own_bank, _inside("Othr", _leaf("Id", "NOTPROVIDED")))),
            ),
            _leaf("ChrgBr", charges),
            _one_or_more(paid),
        )

    clearing = _clearing(home)
    own_bank = f"<group>{_optional(_leaf(code, BIC))}{clearing}</group>" if clearing else _leaf(code, BIC)
    at_home = _inside("CdtrAgt", _inside("FinInstnId", clearing)) if clearing else ""
    pay = transfer(at_home, account, text)
    salary = block("true|false", _inside("CtgyPurp", _leaf("Cd", "SALA")), "SLEV", pay)
    their_bank = _inside("CdtrAgt", _inside("FinInstnId", _leaf(code, BIC)))
    abroad = block("false", "", "SHAR", transfer(their_bank, _inside("Id", _leaf("IBAN", _IBAN)), text))
    other = block("false", "", "SLEV", transfer(at_home, account, _choice(text, kid)))
    more = f"<zeroOrMore>{other}</zeroOrMore>"
    some = _choice(
        f"<group>{salary}{_optional(abroad)}{more}</group>", f"<group>{abroad}{more}</group>", _one_or_more(other)
    )
    document = _inside("Document", _inside("CstmrCdtTrfInitn", header, some))
    grammar = (
        f'<grammar xmlns="{_RELAX_NG}" datatypeLibrary="{_TYPES}" ns="{namespace}"><start>{document}</start></grammar>'
    )
    return etree.RelaxNG(etree.fromstring(grammar))


def _clearing(home: BankSystem) -> str:
    """How a bank at home is named by the domestic clearing; nothing where there is none."""
    if not home.clearing:
        return ""
    system = _inside("ClrSysId", _leaf("Cd", home.clearing))
    return _inside("ClrSysMmbId", system, _leaf("MmbId", f"[0-9]{{{home.register}}}"))


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
