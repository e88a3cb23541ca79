"""Lines of decentral registrering for tests: a person, every record with every field, and ways to read them."""

from datetime import date
from decimal import Decimal

from services.desk.decentral import read
from services.files.decentral import DecentralFile, Known, Length, Line, Remark

CPR = "0101609992"
PERSON = f"18;1;MLE-25-MEDA;7;{CPR};;Prøve;Petra;Lærkevej 1;;2750;;01032024"
"""An employee with no more than what is compulsory."""

PEOPLE_KNOWN = Known(employees=frozenset({7}), employed=frozenset({7}))


def file(*lines: str, name: str = "moved.csv", known: Known | None = None) -> DecentralFile:
    return read("\r\n".join(lines).encode("cp1252"), name, known)


def one(line: str, known: Known | None = None) -> Line:
    """The last line of a file that creates employee 7 first."""
    return file(PERSON, line, known=known).lines[-1]


def codes(of: Line | DecentralFile) -> list[str]:
    return [each.cause.value for each in of.remarks]


def only(line: Line) -> Remark:
    """The one remark of a line."""
    (remark,) = line.remarks
    return remark


WHOLE = {
    "MLE-05-AFDE": ("18;1;MLE-05-AFDE;Øst;Østjylland", {"department": "Øst", "text": "Østjylland"}),
    "MLE-10-UDBE": ("18;1;MLE-10-UDBE;Kbh;København", {"pay_office": "Kbh", "text": "København"}),
    "MLE-15-REST": (
        "18;;MLE-15-REST;FEENH;01012026;31122026;Enhed;LØNRAM;LØNTRN;ST.KAT;F1;A;B;-9999999.99;2;3.50;4",
        {
            "table": "FEENH",
            "from_date": date(2026, 1, 1),
            "to_date": date(2026, 12, 31),
            "text": "Enhed",
            "scale_type_1": "LØNRAM",
            "scale_type_2": "LØNTRN",
            "scale_type_3": "ST.KAT",
            "group": "F1",
            "scale_key_2": "A",
            "scale_key_3": "B",
            "arrears": Decimal("-9999999.99"),
            "advance": Decimal(2),
            "hourly": Decimal("3.50"),
            "fortnightly": Decimal(4),
        },
    ),
    "MLE-25-MEDA": (
        "18;1;MLE-25-MEDA;8;0;13748136;Prøve;Poul;Gaden 2;2. tv;SE-45678; Malmø;01082008;p@example.dk;se;"
        "031130;h;01092008;Nej;PP;ja;01082007",
        {
            "employee": 8,
            "national_id": "0",
            "company_id": "13748136",
            "family_name": "Prøve",
            "given_name": "Poul",
            "address_1": "Gaden 2",
            "address_2": "2. tv",
            "postcode": "SE-45678",
            "foreign_district": "Malmø",
            "first_employed": date(2008, 8, 1),
            "email": "p@example.dk",
            "country": "SE",
            "seniority": Length(3, 11, 30),
            "tax_card": "H",
            "tax_card_from": date(2008, 9, 1),
            "mit_dk": "NEJ",
            "initials": "PP",
            "nemkonto": "JA",
            "pay_seniority_from": date(2007, 8, 1),
        },
    ),
    "MLE-30-ANSF": (
        "18;1;MLE-30-ANSF;7;01032024;not used;2;30062026;1001;Maler;37.5;160;F1;Øst;Kbh;123;1010244230;K1;"
        "a;b;c;d;e;f;R1;T2;r1;r2;r3;01012027;02012027;03012027;J;N;J;5",
        {
            "employee": 7,
            "from_date": date(2024, 3, 1),
            "end_code": 2,
            "end_date": date(2026, 6, 30),
            "category": 1001,
            "job_title": "Maler",
            "norm_hours": Decimal("37.5"),
            "agreement_hours": Decimal(160),
            "group": "F1",
            "department": "Øst",
            "pay_office": "Kbh",
            "association": 123,
            "production_unit": "1010244230",
            "chart": "K1",
            **{f"optional_{place}": letter for place, letter in enumerate("abcdef", 1)},
            "pay_frame": "R1",
            "pay_step": "T2",
            "rise_code_1": "r1",
            "rise_code_2": "r2",
            "rise_code_3": "r3",
            "next_rise_1": date(2027, 1, 1),
            "next_rise_2": date(2027, 1, 2),
            "next_rise_3": date(2027, 1, 3),
            "auto_rise_1": "J",
            "auto_rise_2": "N",
            "auto_rise_3": "J",
            "days_a_week": 5,
        },
    ),
    "MLE-35-REGK": (
        "18;1;MLE-35-REGK;7;01032024;31122026;123;9481247",
        {
            "employee": 7,
            "from_date": date(2024, 3, 1),
            "to_date": date(2026, 12, 31),
            "bank_register": "0123",
            "bank_account": "0009481247",
        },
    ),
    "MLE-40-LONA": (
        "18;1;MLE-40-LONA;7;01032024;31122026;6003;Pension;1;-2.5;3;4;1;5;6;11;7;2025;trin 2;1;2;2003;M1;A1;S1;O1;"
        "k1;k2;k3;k4;k5;k6;BC;12;01042026",
        {
            "employee": 7,
            "from_date": date(2024, 3, 1),
            "to_date": date(2026, 12, 31),
            "type": 6003,
            "text": "Pension",
            "units": Decimal(1),
            "rate": Decimal("-2.5"),
            "amount": Decimal(3),
            "percent": Decimal(4),
            "do_not_reduce": 1,
            "company_amount": Decimal(5),
            "company_percent": Decimal(6),
            "pension_basis": 11,
            "balance": Decimal(7),
            "year": 2025,
            "input_value": "trin 2",
            "bank_register": "0001",
            "bank_account": "0000000002",
            "settlement_type": 2003,
            "recipient_department": "M1",
            "recipient_agreement": "A1",
            "sender_customer": "S1",
            "agreement_code": "O1",
            **{f"posting_{place}": f"k{place}" for place in range(1, 7)},
            "settled_by": "BC",
            "frequency": 12,
            "next_time": date(2026, 4, 1),
        },
    ),
    "MLE-45-ERIN": (
        "18;1;MLE-45-ERIN;7;01032034;1;Jubilæum",
        {"employee": 7, "date": date(2034, 3, 1), "recipient": 1, "text": "Jubilæum"},
    ),
    "MLE-50-ANSO": (
        "18;1;MLE-50-ANSO;7;600;99999;37.00;01032024;31122026",
        {
            "employee": 7,
            "ip_type": 600,
            "ip_code": 99999,
            "value": Decimal(37),
            "from_date": date(2024, 3, 1),
            "to_date": date(2026, 12, 31),
        },
    ),
    "MLE-55-FRAV": (
        "18;1;MLE-55-FRAV;7;02032026;06032026;40;Ferie;7.5;125",
        {
            "employee": 7,
            "from_date": date(2026, 3, 2),
            "to_date": date(2026, 3, 6),
            "code": 40,
            "text": "Ferie",
            "duration": Decimal("7.5"),
            "rate": Decimal(125),
        },
    ),
    "MLE-60-EIND": (
        "18;1;MLE-60-EIND;7;66;0;01032024;31122026;5000;Tekst",
        {
            "employee": 7,
            "heading": 66,
            "code": 0,
            "from_date": date(2024, 3, 1),
            "to_date": date(2026, 12, 31),
            "value": Decimal(5000),
            "text": "Tekst",
        },
    ),
    "MLE-65-GREK": (
        "18;1;MLE-65-GREK;7;01032026;B",
        {"employee": 7, "from_date": date(2026, 3, 1), "tax_card": "B"},
    ),
}
