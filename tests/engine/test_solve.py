"""Backwards: the smallest input that gives a wanted result, where the result goes in steps."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.values.money import Money
from services.engine.solve import NoSolution, solve
from tests.builders import kr


def after_steps(ore: int) -> Money:
    """40 % in steps of 100 kroner: within a step every krone more is kept, at its end 40 kroner are lost."""
    return Money(ore - ore // 100_00 * 40_00)


def test_an_amount_inside_a_step_is_hit_exactly() -> None:
    """1 250 kroner less 12 × 40 = 770; but 1 190 less 11 × 40 = 750 and 1 210 less 480 = 730: 770 has one input."""
    found = solve(after_steps, kr(770), 0, 10_000_00)
    assert (found.input, found.result, found.exact) == (1_250_00, kr(770), True)


def test_an_amount_that_is_reached_twice_is_hit_at_one_of_them() -> None:
    """670 is 1 070 less 400, and again 1 110 less 440."""
    found = solve(after_steps, kr(670), 0, 10_000_00)
    assert found.exact
    assert found.input in (1_070_00, 1_110_00)


def test_an_amount_that_no_input_gives_takes_the_next_above() -> None:
    """In whole hundreds of kroner the result is 0, 60, 120 …: 100 is skipped and 120 comes of 200."""
    found = solve(after_steps, kr(100), 0, 10_000_00, step=100_00)
    assert (found.input, found.result, found.exact) == (200_00, kr(120), False)


def test_what_lies_outside_is_said_with_the_limits() -> None:
    with pytest.raises(NoSolution) as beyond:
        solve(after_steps, kr(700), 0, 1_000_00)
    assert (beyond.value.least, beyond.value.most) == (kr(0), kr(600))


@given(st.integers(min_value=0, max_value=6_000_00))
def test_whatever_is_wanted_the_result_is_never_below_it(wanted: int) -> None:
    found = solve(after_steps, Money(wanted), 0, 10_000_00)
    assert found.result >= Money(wanted)
    assert found.exact == (found.result == Money(wanted))
    assert found.result == after_steps(found.input)
