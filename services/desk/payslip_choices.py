"""What the client has chosen for its payslips: what stands on them, in which language new people get them, and when one
is locked with a password before it leaves the client file.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, fields
from typing import Final

from sqlalchemy.orm import Session

from services.desk import countries
from services.desk.gather import country_of
from services.desk.settings import table_setting
from services.reports.payslip import SlipOptions

PAYSLIP: Final = "payslip"
MOST_IN_NOTE: Final = 600
LOCKS: Final = ("agreed", "must", "never")


@dataclass(frozen=True, slots=True)
class PayslipChoices:
    """The choices of one client.

    `language` is what new employees begin with. `lock`: with the password that the employee has agreed to, where there
    is one (agreed); for everybody, so that nobody's leaves without one (must); never.
    """

    employer_cost: bool = False
    note: str = ""
    language: str = "nb"
    lock: str = "agreed"

    @property
    def paper(self) -> SlipOptions:
        """The part of it that is drawn."""
        return SlipOptions(self.employer_cost, self.note)


def payslip_choices(session: Session) -> PayslipChoices:
    """The choices in the file; what was never chosen is as usual in the country."""
    usual = countries.country(country_of(session)).questions.usual
    kept = {"language": usual.get("language", "nb"), **table_setting(session, PAYSLIP)}
    known = {field.name: type(field.default) for field in fields(PayslipChoices)}
    return PayslipChoices(**{name: kept[name] for name, kind in known.items() if isinstance(kept.get(name), kind)})


def write_choices(choices: PayslipChoices) -> str:
    """The choices as they lie in the file."""
    return json.dumps(asdict(choices), ensure_ascii=False)
