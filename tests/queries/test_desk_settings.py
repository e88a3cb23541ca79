"""Small choices of the client are read with the type that is promised, whatever lies in the file."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from services.actions.settings import keep_setting
from services.desk.desk import Desk
from services.desk.settings import flag_setting, is_demo, setting, table_setting, text_setting
from tests.actions.conftest import new  # noqa: F401  the fixture
from tests.actions.samples import Made


@pytest.fixture
def desk(new: Made, tmp_path: Path) -> Iterator[Desk]:  # noqa: F811
    with new.desk(new.copied_to(tmp_path)) as desk:
        yield desk


def test_each_reader_gives_its_type(desk: Desk) -> None:
    for name, value in (("color", "#A6532B"), ("yes", True), ("table", {"a": 1}), ("number", 7)):
        keep_setting(desk, name, value)
    with desk.reading() as session:
        assert text_setting(session, "color") == "#A6532B"
        assert flag_setting(session, "yes")
        assert table_setting(session, "table") == {"a": 1}
        assert setting(session, "number") == 7


def test_what_was_never_chosen_or_is_of_another_type_is_nothing(desk: Desk) -> None:
    keep_setting(desk, "number", 7)
    with desk.reading() as session:
        for name in ("number", "never"):
            assert text_setting(session, name) == ""
            assert not flag_setting(session, name)
            assert table_setting(session, name) == {}
        assert setting(session, "never") is None
        assert not is_demo(session)
