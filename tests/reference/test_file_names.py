"""What files are called when they leave."""

from __future__ import annotations

import pytest

from services.reference.file_names import offered_name


@pytest.mark.parametrize(
    ("name", "nb", "da"),
    [
        ("payslip-3-2026-11.pdf", "lønnsslipp-3-2026-11.pdf", "lønseddel-3-2026-11.pdf"),
        ("payment-list-2026-11.csv", "betalingsliste-2026-11.csv", "betalingsliste-2026-11.csv"),
        ("journal-2026-11.csv", "bilag-2026-11.csv", "bilag-2026-11.csv"),
        ("journal-month-2026-11.csv", "bilag-måned-2026-11.csv", "bilag-måned-2026-11.csv"),
        ("statement-3-2026.pdf", "årsoppgave-3-2026.pdf", "årsopgørelse-3-2026.pdf"),
        ("control-2026-11.pdf", "kontroll-2026-11.pdf", "kontrol-2026-11.pdf"),
        ("bank-2026-11.xml", "bank-2026-11.xml", "bank-2026-11.xml"),
    ],
)
def test_a_file_is_called_in_the_language_of_the_reader(name: str, nb: str, da: str) -> None:
    assert (offered_name(name, "nb"), offered_name(name, "da")) == (nb, da)
    assert offered_name(name, "en") == name.replace("control-", "check-")
