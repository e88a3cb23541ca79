"""Our description is the official schema, and our check says what it says, over many right and wrong messages."""

import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from services.norway.amelding.description import Element, Group, newest
from services.norway.amelding.read import NOT_IN_SCHEMA, read
from services.norway.amelding.simple_types import FITS, in_months
from services.reference.codes import code_lists

XSD = "{http://www.w3.org/2001/XMLSchema}"
NAMESPACE = newest().namespace
SIMPLE = {"decimal": "dec", "integer": "int", "date": "date", "dateTime": "datetime", "gYearMonth": "month"} | {
    "gYear": "year",
    "boolean": "bool",
    "string": "string",
}


@pytest.fixture(scope="module")
def schema_file(shared: Path) -> etree._ElementTree:
    return etree.parse(shared / "reference" / "amelding" / "amelding_v2_3.xsd")


@pytest.fixture(scope="module")
def schema(schema_file: etree._ElementTree) -> etree.XMLSchema:
    return etree.XMLSchema(schema_file)


# --- the description against the schema ------------------------------------------------------------------------------


class Official:
    """The schema read as plainly as we describe it."""

    def __init__(self, tree: etree._ElementTree) -> None:
        self.root = tree.getroot()
        self.types = {each.get("name"): each for each in self.root if each.get("name") and "Type" in each.tag}

    def group(self, name: str) -> list[tuple[str, int, bool, bool, Any]]:
        """Elements of a complex type in order: name, least, many, whether it is an alternative, type."""
        return list(self._elements(self.types[name][0], False))

    def _elements(self, inside: Any, choice: bool) -> Any:
        for each in inside:
            if each.tag == f"{XSD}element":
                least, many = int(each.get("minOccurs", "1")), each.get("maxOccurs") == "unbounded"
                yield each.get("name"), least, many, choice or inside.tag == f"{XSD}choice", self.kind(each)
            else:
                yield from self._elements(each, each.tag == f"{XSD}choice")

    def kind(self, element: Any) -> Any:
        """The name of a complex type, or what a simple one comes down to: its base and its facets."""
        named = self.types.get(element.get("type"))
        return element.get("type") if named is not None and named.tag == f"{XSD}complexType" else self.simple(element)

    def simple(self, element: Any) -> tuple[str, dict[str, list[str]]]:
        facets: dict[str, list[str]] = {}
        at = self.types.get(element.get("type"), element)
        while True:
            restriction = at.find(f".//{XSD}restriction")
            for facet in restriction:
                facets.setdefault(etree.QName(facet).localname, []).append(facet.get("value"))
            base = restriction.get("base")
            if base.startswith("xsd:"):
                return base.removeprefix("xsd:"), facets
            at = self.types[base]


def ours(element: Element) -> tuple[str, dict[str, list[str]]]:
    """A simple element of the description, in the schema's terms."""
    if element.closed:
        return "string", {"enumeration": list(code_lists("no/amelding_codes")[element.code_list])}
    match element.kind:
        case "id":
            return "string", {"maxLength": ["150"], "pattern": ["([0-9a-zA-Z_.-])*"]}
        case "text":
            return "string", {"maxLength": ["255"]}
        case "code":
            return "string", {}
        case "kr":
            return "integer", {}
        case "month":
            assert element.bounds
            return "gYearMonth", {"minInclusive": [str(element.bounds[0])], "maxInclusive": [str(element.bounds[1])]}
        case kind:
            return next(name for name, each in SIMPLE.items() if each == kind), {}


def test_the_description_is_the_whole_of_the_schema(schema_file: etree._ElementTree) -> None:
    official = Official(schema_file)
    compared: set[str] = set()

    def compare(group: Group, name: str, path: str) -> None:
        compared.add(name)
        theirs = official.group(name)
        said = [(each.name, each.least, each.many, bool(each.one_of)) for each in group.elements]
        assert said == [each[:4] for each in theirs], path
        for element, (_, _, _, _, kind) in zip(group.elements, theirs, strict=True):
            if element.group is not None:
                assert isinstance(kind, str), element.name
                compare(element.group, kind, f"{path}/{element.name}")
            else:
                base, facets = ours(element)
                assert (base, {k: sorted(v) for k, v in facets.items()}) == (
                    kind[0],
                    {k: sorted(v) for k, v in kind[1].items()},
                ), f"{path}/{element.name}"

    root = newest().root
    assert root.group is not None
    [top] = [each for each in official.root if each.tag == f"{XSD}element"]
    assert (top.get("name"), official.root.get("targetNamespace")) == (root.name, NAMESPACE)
    compare(root.group, top.get("type"), "melding")
    complex_types = {name for name, each in official.types.items() if each.tag == f"{XSD}complexType"}
    assert compared == complex_types


def test_every_code_list_that_is_named_is_there() -> None:
    lists = code_lists("no/amelding_codes")
    named = {each.code_list for group in newest().groups.values() for each in group.elements if each.code_list}
    assert named <= set(lists)


# --- the same verdict ------------------------------------------------------------------------------------------------

DAY_0 = date(1999, 12, 31)
WRONG_VALUES = (
    "", " ", "x", "-", "+", ".", "1,5", "1 000", "1e5", "0x10", "NaN", "INF", "1.2.3", "--1", "١٢", "2026-02-30",
    "2026-2-1",
    "2026-01-01Z", "2026-01-01+02:00", "2026-01-01+15:00", "26-01-01", " 2026-01-01", "2024-02-29", "2023-02-29",
    "0000-01-01", "-2026-01-01", "12026-01-01", "2026-01", "2013-12", "2100-01", "2099-12Z", "2026", "02026",
    "2026-01-01T00:00:00", "2026-01-01T24:00:00", "2026-01-01T24:00:01", "2026-01-01T10:00:00.123+01:00",
    "2026-01-01T10:00:60", "2026-01-01T10:00:00Z ", "true", "TRUE", " 1 ", "0", "yes", "æøå", "a b", "a_b.c-d",
    "a" * 150,
    "a" * 151, "å" * 255, "å" * 256, "9" * 60, "+.5", "5.", "bokmaal", "Bokmaal", "\t1\n",
)  # fmt: skip


def value(element: Element, random: Random) -> str:
    """A right value of a simple element."""
    if element.closed:
        return random.choice(list(code_lists("no/amelding_codes")[element.code_list]))
    day = DAY_0 + timedelta(random.randrange(12_000))
    match element.kind:
        case "dec":
            return random.choice(["0", "-12.50", "+7", "45000.00", ".5", "3.", " 1 ", f"{random.random():.9f}"])
        case "int" | "kr":
            return random.choice(["0", "-0", "+7", "12244", "-178485", "\n5 "])
        case "date":
            return day.isoformat() + random.choice(["", "", "", "Z", "+01:00"])
        case "datetime":
            return f"{day.isoformat()}T{random.randrange(24):02d}:00:00" + random.choice(["", ".5", "Z", "+02:00"])
        case "month":
            return f"{random.randrange(2014, 2100)}-{random.randrange(1, 13):02d}"
        case "year":
            return str(random.randrange(1900, 2100))
        case "bool":
            return random.choice(["true", "false", "1", "0"])
        case "id":
            return random.choice(["", "1", "A-1_b.c", "x" * 150])
        case _:
            return random.choice(["", "fastloenn", "Ås & <sønner>", " a ", "08842199736", "x" * 255])


def valid(random: Random) -> etree._Element:
    """A message that the schema takes, with every element of it sooner or later."""

    def fill(parent: etree._Element, group: Group) -> None:
        done: set[str] = set()
        for element in group.elements:
            if element.one_of:
                if element.one_of in done:
                    continue
                done.add(element.one_of)
                element = random.choice([each for each in group.elements if each.one_of == element.one_of])
            times = element.least if random.random() < 0.5 else element.least or 1
            if element.many:
                times = random.choice([0, 0, 1, 1, 2])
            for _ in range(times):
                child = etree.SubElement(parent, f"{{{NAMESPACE}}}{element.name}")
                if element.group is not None:
                    fill(child, element.group)
                else:
                    child.text = value(element, random)

    root = etree.Element(f"{{{NAMESPACE}}}melding", nsmap={random.choice([None, "a"]): NAMESPACE})
    group = newest().root.group
    assert group is not None
    fill(root, group)
    return root


def drop(node: etree._Element, random: Random) -> None:
    if (parent := node.getparent()) is not None:
        parent.remove(node)


def double(node: etree._Element, random: Random) -> None:
    if (parent := node.getparent()) is not None:
        copy = etree.fromstring(etree.tostring(node, with_tail=False))
        parent.insert(random.randrange(len(parent) + 1), copy)


def move(node: etree._Element, random: Random) -> None:
    if (parent := node.getparent()) is not None:
        parent.remove(node)
        parent.insert(random.randrange(len(parent) + 1), node)


def rename(node: etree._Element, random: Random) -> None:
    names = [each.name for group in newest().groups.values() for each in group.elements]
    node.tag = f"{{{NAMESPACE}}}{random.choice([*names, 'noe', 'leveranse', 'Beloep'])}"


def move_namespace(node: etree._Element, random: Random) -> None:
    node.tag = random.choice(["{urn:a}", ""]) + etree.QName(node).localname


def retype(node: etree._Element, random: Random) -> None:
    leaves = [each for each in node.iter() if not len(each)]
    random.choice(leaves).text = random.choice(WRONG_VALUES)


def add_text(node: etree._Element, random: Random) -> None:
    text = random.choice(["x", " ", "\n", "0", "\u00a0"])
    if random.random() < 0.5:
        node.text = text
    elif node.getparent() is not None:
        node.tail = text


def add_child(node: etree._Element, random: Random) -> None:
    etree.SubElement(node, f"{{{NAMESPACE}}}{random.choice(['beloep', 'noe', 'startdato', 'permisjon'])}").text = "1"


def add_attribute(node: etree._Element, random: Random) -> None:
    instance = "{http://www.w3.org/2001/XMLSchema-instance}"
    node.set(random.choice(["id", "{urn:a}b", f"{instance}schemaLocation", f"{instance}nil"]), "true")


def add_remark(node: etree._Element, random: Random) -> None:
    node.insert(0, etree.Comment("remark") if random.random() < 0.5 else etree.ProcessingInstruction("a", "b"))


def empty(node: etree._Element, random: Random) -> None:
    for child in list(node):
        node.remove(child)
    node.text = None


WAYS: tuple[Callable[[etree._Element, Random], None], ...] = (
    drop, double, move, rename, move_namespace, retype, retype, retype, add_text, add_child, add_attribute, add_remark,
    empty,
)  # fmt: skip


def verdict(data: bytes) -> bool:
    """What our check says. A file that is no message at all is no message of the schema either."""
    found = read(data).findings
    assert all(each.line >= 1 and each.path for each in found if each.code == NOT_IN_SCHEMA)
    return not found


@settings(max_examples=1000, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.integers(0, 2**48))
def test_the_same_verdict_as_the_schema(schema: etree.XMLSchema, seed: int) -> None:
    """1,000 right messages and as many broken ones, each by one or two changes."""
    random = Random(seed)
    root = valid(random)
    data = etree.tostring(root)
    assert schema.validate(etree.fromstring(data)), schema.error_log
    assert verdict(data), [str(each.what) for each in read(data).findings]

    nodes = list(root.iter())
    for _ in range(random.choice([1, 1, 2])):
        random.choice(WAYS)(random.choice(nodes), random)
    broken = etree.tostring(root)
    theirs = schema.validate(etree.fromstring(broken))
    assert verdict(broken) == theirs, (broken.decode(), [str(each.what) for each in read(broken).findings])


# --- broken in one way ------------------------------------------------------------------------------------------------

Part = tuple[etree._Element, Element]


def parts(root: etree._Element) -> Iterator[Part]:
    """Every element below the root with its description."""

    def walk(node: etree._Element, group: Group) -> Iterator[Part]:
        for child in node:
            element = group[etree.QName(child).localname]
            yield child, element
            if element.group is not None:
                yield from walk(child, element.group)

    group = newest().root.group
    assert group is not None
    return walk(root, group)


def put(text: str) -> Callable[[etree._Element], None]:
    def change(node: etree._Element) -> None:
        node.text = text

    return change


def swap(node: etree._Element) -> None:
    following, parent = node.getnext(), node.getparent()
    assert following is not None
    assert parent is not None
    parent.insert(parent.index(node), following)


def again(node: etree._Element) -> None:
    node.addnext(etree.fromstring(etree.tostring(node, with_tail=False)))


def leave_out(node: etree._Element) -> None:
    parent = node.getparent()
    assert parent is not None
    parent.remove(node)


def unknown(node: etree._Element) -> None:
    node.addnext(etree.Element(f"{{{NAMESPACE}}}ukjent"))


def has_another_after(node: etree._Element, element: Element) -> bool:
    following = node.getnext()
    return following is not None and following.tag != node.tag


def of(*kinds: str) -> Callable[[etree._Element, Element], bool]:
    return lambda node, element: element.kind in kinds


NUMBERS = of("dec", "int", "kr")
FAULTS: dict[str, tuple[Callable[[etree._Element, Element], bool], Callable[[etree._Element], None]]] = {
    "order": (has_another_after, swap),
    "too many": (lambda node, element: not element.many, again),
    "missing": (lambda node, element: element.least == 1 and not element.one_of, leave_out),
    "unknown": (lambda node, element: True, unknown),
    "text for a number": (NUMBERS, put("mange")),
    "a comma in a number": (NUMBERS, put("1250,50")),
    "an exponent": (NUMBERS, put("1e3")),
    "part of a krone": (of("int", "kr"), put("1250.50")),
    "a day that is none": (of("date"), put("2026-02-30")),
    "a day as it is written by hand": (of("date"), put("30.11.2026")),
    "a month that is none": (of("month"), put("2026-13")),
    "a time that is none": (of("datetime"), put("2026-11-22T25:00:00")),
    "neither true nor false": (of("bool"), put("ja")),
    "a sign that an id cannot have": (of("id"), put("12 34")),
    "too long": (of("text"), put("a" * 256)),
    "a language that nobody answers in": (lambda node, element: element.closed, put("dansk")),
}
EACH = 250


@pytest.mark.parametrize("fault", FAULTS)
def test_one_fault_is_found_at_its_place(request: pytest.FixtureRequest, fault: str) -> None:
    """250 messages each, right before and wrong after: our check says so, and so does the official schema where it is
    at hand. What our check says names the place: the element, or that which holds it.
    """
    file = request.config.rootpath.parent / "shared" / "reference" / "amelding" / "amelding_v2_3.xsd"
    official = etree.XMLSchema(etree.parse(file)) if file.is_file() else None
    is_one, breaks = FAULTS[fault]
    broken = 0
    for seed in range(4 * EACH):
        random = Random(f"{fault} {seed}")
        root = valid(random)
        candidates = [node for node, element in parts(root) if is_one(node, element)]
        if not candidates:
            continue
        assert verdict(etree.tostring(root))
        node = random.choice(candidates)
        names = {etree.QName(each).localname for each in (node, node.getnext(), node.getparent()) if each is not None}
        breaks(node)
        data = etree.tostring(root)
        findings = read(data).findings
        assert findings, data.decode()
        assert (names | {"ukjent"}) & set(re.findall(r"\w+", findings[0].path)), (findings[0].path, names)
        assert official is None or not official.validate(etree.fromstring(data)), data.decode()
        broken += 1
        if broken == EACH:
            break
    assert broken == EACH, "too few messages have such an element"


# --- single values ----------------------------------------------------------------------------------------------------

KINDS = {
    "language" if each.closed else each.kind: each
    for group in newest().groups.values()
    for each in group.elements
    if each.kind
}


@settings(max_examples=1500, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.sampled_from(sorted(KINDS)), st.integers(0, 2**48))
def test_the_same_verdict_on_values(value_schema: etree.XMLSchema, kind: str, seed: int) -> None:
    """Single values, near the edge of what their type takes."""
    random = Random(seed)
    element = KINDS[kind]
    text = random.choice([value(element, random), random.choice(WRONG_VALUES)])
    for _ in range(random.randrange(3)):
        place = random.randrange(len(text) + 1)
        text = text[:place] + random.choice("0123456789+-.:TZ \n_a") + text[place + random.randrange(2) :]
    node = etree.Element(kind)
    node.text = text
    assert fits(element, text) == value_schema.validate(node), (kind, text)


def fits(element: Element, text: str) -> bool:
    if element.closed and text not in code_lists("no/amelding_codes")[element.code_list]:
        return False
    return FITS[element.kind](text) and (element.bounds is None or in_months(text, *element.bounds))


@pytest.fixture(scope="module")
def value_schema() -> etree.XMLSchema:
    """One element for each kind of value, with the official facets, and no group around it."""
    root = etree.Element(f"{XSD}schema", nsmap={"xsd": XSD[1:-1]})
    for name, element in KINDS.items():
        base, facets = ours(element)
        holder = etree.SubElement(etree.SubElement(root, f"{XSD}element", name=name), f"{XSD}simpleType")
        restriction = etree.SubElement(holder, f"{XSD}restriction", base=f"xsd:{base}")
        for facet, values in facets.items():
            for each in values:
                etree.SubElement(restriction, f"{XSD}{facet}", value=each)
    return etree.XMLSchema(root)
