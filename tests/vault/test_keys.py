"""Passwords and recovery keys as people type them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.values.finding import Refused
from services.vault.keys import FileKey, Password, RecoveryKey, typed
from tests.vault.samples import refused

KEY = FileKey(bytes(range(32)))
SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


@given(st.binary(min_size=32, max_size=32))
def test_a_recovery_key_is_read_as_it_was_shown(raw: bytes) -> None:
    assert RecoveryKey.typed(FileKey(raw).recovery_key).file_key.raw == raw


def test_a_recovery_key_has_thirteen_groups_of_five() -> None:
    assert KEY.recovery_key.startswith("000G0-")
    assert [len(group) for group in KEY.recovery_key.split("-")] == [5] * 13


@pytest.mark.parametrize("change", [str.lower, lambda key: key.replace("-", " "), lambda key: key.replace("0", "O")])
def test_small_letters_spaces_and_o_for_0_are_understood(change) -> None:
    assert RecoveryKey.typed(change(KEY.recovery_key)).file_key.raw == KEY.raw


@given(st.integers(0, 64), st.sampled_from(SIGNS))
def test_one_wrong_sign_is_noticed_and_its_group_named(place: int, sign: str) -> None:
    signs = KEY.recovery_key.replace("-", "")
    if sign != signs[place]:
        with refused(f"typing mistake in group {place // 5 + 1} of"):
            RecoveryKey.typed(signs[:place] + sign + signs[place + 1 :])


@given(st.binary(min_size=32, max_size=32), st.integers(0, 63))
def test_two_signs_that_changed_places_are_noticed(raw: bytes, place: int) -> None:
    signs = FileKey(raw).recovery_key.replace("-", "")
    if signs[place] != signs[place + 1]:
        with refused("typing mistake in group"):
            RecoveryKey.typed(signs[:place] + signs[place + 1] + signs[place] + signs[place + 2 :])


def test_two_groups_that_changed_places_are_noticed() -> None:
    first, second, *others = KEY.recovery_key.split("-")
    with refused("typing mistake in group 1 of"):
        RecoveryKey.typed("-".join([second, first, *others]))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "13 groups of five characters, 65 in all. This has 0"),
        (KEY.recovery_key[:-1], "This has 64"),
        (KEY.recovery_key + "0", "This has 66"),
        ("U" + KEY.recovery_key[1:], "“U” is not in any recovery key"),
    ],
)
def test_what_is_no_recovery_key_is_refused(text: str, words: str) -> None:
    with refused(words):
        RecoveryKey.typed(text)


@pytest.mark.parametrize(
    ("text", "words"), [("", "is empty"), ("a\0b", "cannot be used"), ("\ud800", "cannot be used")]
)
def test_a_password_that_cannot_be_kept_is_refused(text: str, words: str) -> None:
    with refused(words):
        Password.typed(text)


def test_a_password_is_the_same_from_every_system() -> None:
    assert Password.typed("a\u030a") == Password.typed("å")  # as macOS may write it


def test_secrets_are_in_no_text_of_themselves() -> None:
    assert "hemmelig" not in repr(Password.typed("hemmelig"))
    assert "\\x01" not in repr(KEY)
    assert "\\x01" not in repr(RecoveryKey(KEY))


def test_one_of_password_and_recovery_key_is_given() -> None:
    assert typed("x", None) == Password("x")
    assert typed(None, KEY.recovery_key) == RecoveryKey(KEY)
    for both in ((None, None), ("x", KEY.recovery_key)):
        with pytest.raises(ValueError, match="with a password or with its recovery key"):
            typed(*both)


def test_a_mistake_does_not_repeat_the_key() -> None:
    with pytest.raises(Refused) as refusal:
        RecoveryKey.typed(KEY.recovery_key[:-1] + "0")
    assert KEY.recovery_key[:5] not in str(refusal.value)
