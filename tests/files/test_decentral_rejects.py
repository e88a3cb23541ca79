"""Decentral registrering in: every reject code with its field, and the same seen by a client."""

import pytest

from models.values.finding import Refused, Severity
from services.desk.decentral import layout, read
from services.files.decentral import Action, Known
from services.files.decentral_read import converted
from tests.files.decentral_lines import CPR, PERSON, codes, file, one, only

# --- reject codes --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "loaded", "says"),
    [
        ("a" * 21 + ".csv", {}, "longer than 20"),
        ("løn marts.csv", {}, "not a blank"),
        ("løn#3.csv", {}, "not #"),
        (".csv", {}, "no name"),
        ("MARTS.csv", {"marts.csv": "x"}, "loaded before"),
        ("marts.txt", {"Marts.csv": "x"}, "loaded before"),
    ],
)
def test_d01_a_name_that_cannot_be_used_refuses_the_file(name, loaded, says):
    read_in = file(PERSON, name=name, known=Known(files=loaded))
    (finding,) = read_in.findings
    assert finding.code == "D01"
    assert says in str(finding.what)
    assert read_in.is_refused
    assert (read_in.received, read_in.loaded, read_in.rejected) == (1, 0, 1)
    assert read_in.to_load == ()


def test_a_name_of_twenty_signs_is_counted_without_its_extension():
    assert file(PERSON, name="decentral-sample.csv").findings == ()  # 20 with it
    (finding,) = file(PERSON, name="a" * 20 + ".csv").findings
    assert (finding.severity, finding.code) == (Severity.WARNING, "D01")


def test_the_same_content_under_another_name_is_told():
    first = file(PERSON, name="one.csv")
    again = file(PERSON, name="two.csv", known=Known(files={"one.csv": first.sha256}))
    (finding,) = again.findings
    assert (finding.severity, "as one.csv" in str(finding.what)) == (Severity.WARNING, True)
    assert not again.is_refused


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_d02_another_character_set_refuses_the_file_and_can_be_converted(encoding):
    content = f"{PERSON}\r\n".encode(encoding)
    read_in = read(content, "a.csv")
    assert [each.code for each in read_in.findings] == ["D02"]
    assert "Windows-1252" in str(read_in.findings[0].what)
    assert (read_in.is_refused, read_in.received) == (True, 0)
    again = read(converted(content), "a.csv")
    assert (again.loaded, again.rejected) == (1, 0)


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_d02_letters_of_two_bytes_without_a_mark(encoding):
    content = f"{PERSON}\r\n".encode(encoding)
    assert [each.code for each in read(content, "a.csv").findings] == ["D02"]
    assert read(converted(content), "a.csv").loaded == 1
    assert read(b"\0" * 100, "a.csv").findings == ()  # no letters at all


def test_what_windows_1252_does_not_have_cannot_be_converted():
    with pytest.raises(Refused, match=r"Line 2: Ł is not"):
        converted(f"{PERSON}\r\n18;1;MLE-05-AFDE;1;Łódź\r\n".encode())
    with pytest.raises(Refused, match="neither"):
        converted(b"18;1;MLE-05-AFDE;1;\xd8st")


def test_d02_a_byte_that_is_no_sign_rejects_its_line():
    read_in = read(PERSON.encode("cp1252") + b"\n18;1;MLE-05-AFDE;1;a\x8db\n18;1;MLE-05-AFDE;2;c", "a.csv")
    assert (read_in.loaded, read_in.rejected) == (2, 1)
    remark = only(read_in.lines[1])
    assert (remark.cause.value, remark.field, remark.value) == ("D02", "beskrivelse", "a\N{REPLACEMENT CHARACTER}b")


BAD = {
    "D03 a comma": ("18;1;MLE-05-AFDE;1;HR, øst", "D03", "E"),
    "D03 a quotation mark": ('18;1;MLE-05-AFDE;1;"HR"', "D03", "E"),
    "D03 a control sign": ("18;1;MLE-05-AFDE;1;H\x07R", "D03", "E"),
    "D03 a decimal comma": ("18;1;MLE-55-FRAV;7;02032026;06032026;40;;7,5", "D03", "I"),
    "D03 commas between the fields": ("18,1,MLE-05-AFDE,1,HR", "D03", ""),
    "D03 quotes around all": ('"18";"1";"MLE-05-AFDE";"1";"HR"', "D03", ""),
    "D04 a record of an exporter": ("18;1;MLE-40-FRAV;7;02032026;06032026;40", "D04", ""),
    "D04 no such number": ("18;1;MLE-20-XXXX;7", "D04", ""),
    "D04 a header": ("Kundeforhold;Arbejdsgiver;Identifikation;Afdeling", "D04", ""),
    "D06 too many fields": ("18;1;MLE-05-AFDE;1;HR;x", "D06", ""),
    "D06 too few fields": ("18;1", "D06", ""),
    "D06 far too long": ("18;1;MLE-05-AFDE;1;" + "x" * 3000, "D06", ""),
    "D07 no key": ("18;1;MLE-05-AFDE;;HR", "D07", "D"),
    "D07 no employer": ("18;;MLE-05-AFDE;1;HR", "D07", "B"),
    "D07 not compulsory but where it creates": ("18;1;MLE-35-REGK;7;01032024;;1234", "D07", "H"),
    "D07 a deletion needs the last day": ("18;1;MLE-55-FRAV;7;02032026;;40", "D07", "F"),
    "D07 no start of the period": ("18;1;MLE-30-ANSF;7;;;;;1001;;;;F1", "D07", "E"),
    "D08 too long": ("18;1;MLE-05-AFDE;1234567;HR", "D08", "D"),
    "D08 outside its list": ("18;1;MLE-65-GREK;7;01032026;F", "D08", "F"),
    "D08 a leaving code": ("18;1;MLE-30-ANSF;7;01032024;;5;31032026;1001;;;;F1", "D08", "G"),
    "D08 the reminder of a customer": ("18;1;MLE-45-ERIN;7;01032034;0;Text", "D08", "F"),
    "D08 a pay group in small letters": ("18;1;MLE-30-ANSF;7;01032024;;;;1001;;;;f1", "D08", "M"),
    "D08 an employer in a result table": ("18;1;MLE-15-REST;1100;01012026;;;;;;F1;;;120", "D08", "B"),
    "D08 statistics without the code": ("18;1;MLE-50-ANSO;7;600;1;37;01032024", "D08", "F"),
    "D08 statistics with a value": ("18;1;MLE-50-ANSO;7;300;412110;37;01032024", "D08", "G"),
    "D08 no Danish postcode": (f"18;1;MLE-25-MEDA;9;{CPR};;A;B;C;;SE-45678;;01032024", "D08", "K"),
    "D08 a country": (f"18;1;MLE-25-MEDA;9;{CPR};;A;B;C;;2750;;01032024;;1A", "D08", "O"),
    "D08 a variable type is not deleted": ("18;1;MLE-40-LONA;7;01032026;;1303" + ";" * 29 + "9", "D08", "AJ"),
    "D09 no such day": ("18;1;MLE-65-GREK;7;30022026;H", "D09", "E"),
    "D09 seven digits": ("18;1;MLE-65-GREK;7;1032026;H", "D09", "E"),
    "D09 another form": ("18;1;MLE-65-GREK;7;20260301;H", "D09", "E"),
    "D09 ends before it begins": ("18;1;MLE-55-FRAV;7;06032026;02032026;40", "D09", "F"),
    "D09 no birthday": ("18;1;MLE-25-MEDA;9;3002609992;;A;B;C;;2750;;01032024", "D09", "E"),
    "D10 letters": ("18;1;MLE-40-LONA;7;01032024;;1303;;5x;120", "D10", "I"),
    "D10 three decimals": ("18;1;MLE-40-LONA;7;01032024;;1303;;5.125;120", "D10", "I"),
    "D10 a point and no decimals": ("18;1;MLE-40-LONA;7;01032024;;1303;;5.;120", "D10", "I"),
    "D10 a plus sign": ("18;1;MLE-40-LONA;7;01032024;;1303;;+5;120", "D10", "I"),
    "D10 below nought": ("18;1;MLE-55-FRAV;7;02032026;06032026;40;;-1", "D10", "I"),
    "D10 too many hours": ("18;1;MLE-30-ANSF;7;01032024;;;;1001;;1000;;F1", "D10", "K"),
    "D10 a raised two": ("18;1;MLE-40-LONA;7;01032024;;1303;;5²;120", "D10", "I"),
    "D10 a year before 2000": ("18;1;MLE-40-LONA;7;01032024;;510;;5" + ";" * 9 + "1999", "D10", "R"),
    "D10 twelve months": (f"18;1;MLE-25-MEDA;9;{CPR};;A;B;C;;2750;;01032024;;;001200", "D10", "P"),
    "D10 nine digits of a person": ("18;1;MLE-25-MEDA;9;101609992;;A;B;C;;2750;;01032024", "D10", "E"),
    "D10 an account with letters": ("18;1;MLE-35-REGK;7;01032024;;1234;DK50", "D10", "H"),
    "D10 no employee number": ("18;1;MLE-65-GREK;0;01032026;H", "D10", "D"),
    "D11 not to be emptied": ("18;1;MLE-25-MEDA;9;%;;A;B;C;;2750;;01032024", "D11", "E"),
    "D11 nothing of a salary type": ("18;1;MLE-40-LONA;7;01032024;;3000;;;;%", "D11", "K"),
    "D12 no replacement": ("18;1;MLE-40-LONA;7;01032024;;450;;5", "D12", "G"),
    "D12 the amount of 4410": ("18;1;MLE-40-LONA;7;01032024;;4410;;5;;100", "D12", "K"),
    "D12 the amount of 4412": ("18;1;MLE-40-LONA;7;01032024;;4412;;5;120;100", "D12", "K"),
    "D13 no such employee": ("18;1;MLE-65-GREK;8;01032026;H", "D13", "D"),
    "D13 no such salary type": ("18;1;MLE-40-LONA;7;01032024;;999999;;5", "D13", "G"),
    "D13 a type that the program makes": ("18;1;MLE-40-LONA;7;01032024;;4786;;5", "D13", "G"),
    "D13 nothing to end": ("18;1;MLE-30-ANSF;7;01032024;;3;31032026", "D13", ""),
    "D13 nothing to delete": ("18;1;MLE-55-FRAV;7;02032026;06032026;40;;;;9", "D13", ""),
    "D14 neither CPR nor CVR": ("18;1;MLE-25-MEDA;9;0;;A;B;C;;2750;;01032024", "D14", "F"),
    "D14 both CPR and CVR": (f"18;1;MLE-25-MEDA;9;{CPR};13748136;A;B;C;;2750;;01032024", "D14", "F"),
    "D14 no district abroad": (f"18;1;MLE-25-MEDA;9;{CPR};;A;B;C;;SE-1;;01032024;;SE", "D14", "L"),
    "D14 nothing but a country": (f"18;1;MLE-25-MEDA;9;{CPR};;A;B;C;;0;;01032024;;SE", "D14", "L"),
    "D14 no e-mail address": (
        f"18;1;MLE-25-MEDA;9;{CPR};;A;B;C;;2750;;01032024;;;;;;NEJ",
        "D14",
        "N",
    ),
    "D14 a code and no day": ("18;1;MLE-30-ANSF;7;01032024;;3;;1001;;;;F1", "D14", "H"),
    "D14 a day and no code": ("18;1;MLE-30-ANSF;7;01032024;;;31032026;1001;;;;F1", "D14", "G"),
    "D14 a correction without its year": ("18;1;MLE-40-LONA;7;01032024;;510;;5", "D14", "R"),
    "D16 a CVR number": ("18;1;MLE-25-MEDA;9;0;13748137;A;B;C;;2750;;01032024", "D16", "F"),
}


@pytest.mark.parametrize("case", BAD)
def test_one_mistake_rejects_its_line_with_its_cause_and_field(case):
    text, cause, column = BAD[case]
    read_in = file(PERSON, text, "18;1;MLE-10-UDBE;Kbh")
    remark = only(read_in.lines[1])
    assert (remark.cause.value, remark.column) == (cause, column)
    assert remark.is_error
    assert (read_in.loaded, read_in.rejected) == (2, 1)  # the others are loaded


def test_every_cause_has_a_name_in_three_languages():
    assert list(layout().causes) == [f"D{number:02d}" for number in range(1, 17)]
    assert all(len(names) == 3 and all(names.values()) for names in layout().causes.values())


def test_d04_names_the_record_that_is_meant():
    assert "MLE-55-FRAV" in str(only(one("18;1;MLE-40-FRAV;7")).what)
    assert "MLE-25-MEDA" in str(only(one("18;1;mle-25-meda;7")).what)
    assert "MLE-30-ANSF" in str(only(one("18;1;MLE-30-ANSX;7")).what)


@pytest.mark.parametrize(
    ("line", "column"),
    [("19;1;MLE-05-AFDE;1;HR", "A"), ("18;2;MLE-05-AFDE;1;HR", "B"), ("19;;MLE-15-REST;1100;01012026;;;;;;F1", "A")],
)
def test_d05_another_customer_or_employer(line, column):
    known = Known(employers=frozenset({(18, 1)}))
    (read_line,) = file(line, known=known).lines
    remark = only(read_line)
    assert (remark.cause.value, remark.column) == ("D05", column)
    assert file(line).rejected == 0  # without a client nobody knows


@pytest.mark.parametrize(
    ("number", "instead"),
    [
        (400, "310, 311, 312, 313"),
        (401, "314, 315, 316, 317"),
        (865, "318, 319"),
        (4280, "4278, 4279"),
        (600, "510, 511"),
        (605, "512, 513"),
        (606, "514, 515, 516"),
    ],
)
def test_d12_says_what_to_use(number, instead):
    """decentral 3."""
    remark = only(one(f"18;1;MLE-40-LONA;7;01032024;;{number};;5"))
    assert remark.cause.value == "D12"
    assert f"Use {instead}" in str(remark.what)


@pytest.mark.parametrize("number", [450, 7802, 8392, 8725, 8755])
def test_d12_for_some_there_is_nothing_else(number):
    assert "no other stands for it" in str(only(one(f"18;1;MLE-40-LONA;7;01032024;;{number};;5")).what)


@pytest.mark.parametrize(
    "line", ["4410;;7.4", "4412;;7.4;185", "3800;;1", "510;;5;;;;;;;;;2023", "40011;;5;;;;;;;;;2023"]
)
def test_salary_types_that_a_file_may_name(line):
    assert one(f"18;1;MLE-40-LONA;7;01032024;;{line}").remarks == ()


def test_d13_a_line_that_needs_a_rejected_one():
    broken = PERSON.replace(";01032024", ";32032024")
    read_in = file(broken, "18;1;MLE-65-GREK;7;01032026;H")
    assert codes(read_in.lines[1]) == ["D13"]
    assert "line 1 is rejected" in str(read_in.lines[1].remarks[0].what)
    employment = "18;1;MLE-30-ANSF;7;01032024;;;;1001;;;;F1;300"
    read_in = file(PERSON, employment, "18;1;MLE-05-AFDE;300;" + "x" * 31)
    assert "line 3 is rejected" in str(only(read_in.lines[1]).what)


def test_d13_capital_letters_count():
    employment = "18;1;MLE-30-ANSF;7;01032024;;;;1001;;;;F1;;kbh"
    read_in = file(PERSON, "18;1;MLE-10-UDBE;Kbh;København", employment)
    remark = only(read_in.lines[2])
    assert (remark.cause.value, remark.column) == ("D13", "O")
    assert "it is Kbh" in str(remark.what)
    assert one(employment).remarks == ()  # what the file does not make, a client may have


@pytest.mark.parametrize(
    ("lacks", "column"),
    [
        ({"departments": frozenset({"øst"})}, "N"),
        ({"pay_offices": frozenset()}, "O"),
        ({"groups": frozenset({"T1"})}, "M"),
        ({"categories": frozenset({3001})}, "I"),
        ({"charts": frozenset({"K2"})}, "R"),
    ],
)
def test_d13_what_the_client_lacks(lacks, column):
    line = one("18;1;MLE-30-ANSF;7;01032024;;;;1001;;;;F1;Øst;Kbh;;;K1", Known(**lacks))
    assert [(each.cause.value, each.column) for each in line.remarks] == [("D13", column)]


def test_d13_an_absence_code_that_is_not_in_use():
    line = one("18;1;MLE-55-FRAV;7;02032026;06032026;41", Known(absence_codes=frozenset({40})))
    assert (only(line).cause.value, only(line).column) == ("D13", "G")


def test_d15_the_later_of_two_lines_applies():
    read_in = file(PERSON, "18;1;MLE-35-REGK;7;01032024;;1234;1", "18;1;MLE-35-REGK;7;01032024;;;2")
    remark = only(read_in.lines[2])
    assert (remark.cause.value, remark.severity) == ("D15", Severity.WARNING)
    assert [each.action for each in read_in.lines[1:]] == [Action.CREATE, Action.CHANGE]
    assert read_in.rejected == 0


def test_d15_the_same_new_employee_twice_with_a_tax_card():
    """decentral 4.7: the later line wins and is warned of; who is new in the file is new for both."""
    person = PERSON + ";;;;H"
    read_in = file(person, person.replace("Prøve", "Holm"))
    assert (only(read_in.lines[1]).cause.value, read_in.rejected) == ("D15", 0)
    known = file(person, known=Known(employees=frozenset({7})))
    assert (only(known.lines[0]).cause.value, only(known.lines[0]).column) == ("D08", "Q")


def test_d15_is_not_said_of_a_line_that_is_rejected():
    read_in = file(PERSON, PERSON.replace("Prøve", "x" * 31), PERSON)
    assert [codes(each) for each in read_in.lines] == [[], ["D08"], ["D15"]]
    assert "line 1" in str(read_in.lines[2].remarks[0].what)


def test_d15_two_lines_of_a_variable_type_are_both_kept():
    hours = "18;1;MLE-40-LONA;7;01032024;;1303;;5;120"
    fixed = "18;1;MLE-40-LONA;7;01032024;;3000;;;;6500"
    read_in = file(PERSON, hours, hours, fixed, fixed)
    assert [codes(each) for each in read_in.lines] == [[], [], [], [], ["D15"]]
    assert [each.action for each in read_in.lines[1:4]] == [Action.CREATE] * 3


def test_d16_a_check_digit_of_a_person_or_a_unit_warns():
    read_in = file(PERSON.replace(CPR, "0101604321"), "18;1;MLE-30-ANSF;7;01032024;;;;1001;;;;F1;;;;1010244231")
    assert codes(read_in) == ["D16", "D16"]
    assert read_in.rejected == 0
    assert [each.value for each in read_in.remarks] == [
        "010160****",
        "101024****",
    ]  # what looks like a person is hidden


@pytest.mark.parametrize("made_up", ["0101609991", "0101609992", "2902009992", "6101609992", "0181609992"])
def test_numbers_of_made_up_people_are_taken_as_they_are(made_up):
    assert file(PERSON.replace(CPR, made_up)).remarks == ()
