"""Statuses and reasons of a bank's answer in plain words; which bank an account belongs to."""

from __future__ import annotations

from collections.abc import Iterable

from services.reference.codes import code_lists


def named(kind: str, code: str, language: str) -> str:
    """A `status` or a `reason` in plain words; a code that is not known as it is (files 4.3)."""
    found = code_lists("bank/payment_status")[kind].get(code)
    return found.more[language] if found is not None else code


def in_words(reasons: Iterable[tuple[str, str]], language: str) -> str:
    """Reasons (code, and what the bank says itself) as one line, each said once."""
    parts = []
    for code, text in reasons:
        told = named("reason", code, language) if code else ""
        parts.append(f"{told}: {text}" if told and text and text.casefold() != told.casefold() else told or text)
    return "; ".join(dict.fromkeys(filter(None, parts)))


def bank_of(account: str) -> str:
    """The name of the bank that an account of eleven digits belongs to; empty where the list does not know it."""
    if len(account) != 11 or not account.isdigit():
        return ""
    found = code_lists("no/banks")["registers"].get(account[:4])
    return found.more["bank"] if found is not None else ""
