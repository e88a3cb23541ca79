"""Feedback of some 35 MB on a-meldinger: refused within a second where it is broken, and read once."""

import io
import re
import time
import zipfile
from functools import cache

import pytest

from models.values.finding import Refused
from services.desk.feedback import written
from services.engine.feedback import FeedbackFor
from services.norway.amelding.build import Envelope, build, build_content
from services.norway.amelding.feedback import read
from services.norway.amelding.stamp import noon
from services.norway.amelding.write import write
from services.reference.wage_type_rows import wage_types
from tests.amelding.feedback_samples import avvik, delivery, feedback, month, period, total
from tests.benchmarks.test_amelding import a_large_month, best

LIMIT = 1.0  # seconds of the processor


@cache
def a_message() -> str:
    facts = a_large_month()
    content = build_content(facts, wage_types("NO"))
    return write(build(content, facts, Envelope("a" * 32, noon(facts.month.last), "Lønnsom"))).decode()


@cache
def large() -> bytes:
    """An answer that repeats the pay of 10,000 people."""
    units = "".join(re.findall(r"<virksomhet>.*?</virksomhet>", a_message(), re.DOTALL))
    return feedback(month(delivery("a" * 32), period(total(-6000, 100) + units * 2 + avvik())))


def zipped(content: bytes) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("svar.xml", content)
    return held.getvalue()


def bombed(content: bytes) -> bytes:
    start = content.index(b"<melding")
    return b'<?xml version="1.0"?><!DOCTYPE m [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>' + content[start:]


@pytest.mark.parametrize(
    "kind", ["not XML", "another report", "entity bomb", "zip bomb", "above 50 MB", "wrong employer", "cut", "damaged"]
)
def test_what_is_broken_is_refused_at_once(kind: str) -> None:
    half = len(large()) // 2
    content = {
        "not XML": lambda: b"x" * 40_000_000,
        "another report": lambda: (a_message() * 3).encode()[:40_000_000],
        "entity bomb": lambda: bombed(large()),
        "zip bomb": lambda: zipped(b" " * 200_000_000),
        "above 50 MB": lambda: large() + b" " * 20_000_000,
        "wrong employer": large,
        "cut": lambda: large()[:half],
        "damaged": lambda: large()[:half] + b"<oops>" + large()[half:],
    }[kind]()
    awaited = FeedbackFor("999999999") if kind == "wrong employer" else None

    def job() -> None:
        with pytest.raises(Refused):
            read(content, awaited)

    took = best(job, 2, clock=time.process_time)
    print(
        f"\nfeedback of {len(content) / 1e6:.1f} MB, {kind}: refused in {took:.2f} s of the processor (at most {LIMIT})"
    )
    assert took <= LIMIT


def test_a_large_answer_is_read_once() -> None:
    """The months need it whenever a client is opened: what was read lies beside it."""
    answer = read(large())
    took = best(lambda: read(large()), 2, clock=time.process_time)
    print(f"\nfeedback of {len(large()) / 1e6:.1f} MB: read in {took:.2f} s, kept as {len(written(answer))} bytes")
    assert len(written(answer)) < len(large()) / 1000
