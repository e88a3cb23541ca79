"""The way back to the UI thread, the thread beside the window, and the search for garbage."""

import gc
import threading
import weakref
from typing import Any

import pytest

from views.shell import garbage
from views.shell.crossing import Crossing, Worker

pytestmark = pytest.mark.usefixtures("qapp")


def test_calls_of_other_threads_are_made_here_in_their_order(qtbot: Any) -> None:
    crossing, here = Crossing(), threading.get_ident()
    made: list[tuple[int, int]] = []

    def leave(start: int) -> None:
        for number in range(start, start + 5000):
            crossing.leave(lambda number=number: made.append((number, threading.get_ident())))

    crossing.begin()
    threads = [threading.Thread(target=leave, args=(start,)) for start in (0, 10_000)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert made == []
    qtbot.waitUntil(lambda: len(made) == 10_000)
    assert {thread for _, thread in made} == {here}
    for start in (0, 10_000):
        assert [number for number, _ in made if start <= number < start + 5000] == list(range(start, start + 5000))


def test_a_call_that_fails_does_not_keep_the_next_ones(qtbot: Any) -> None:
    crossing, made = Crossing(), []

    def fail() -> None:
        raise ZeroDivisionError

    crossing.begin()
    with qtbot.captureExceptions() as told:
        crossing.leave(fail)
        crossing.leave(lambda: made.append(1))
        qtbot.waitUntil(lambda: made == [1])
    assert [kind for kind, _, _ in told] == [ZeroDivisionError]


def test_a_call_is_made_at_once_where_one_is_at_home_already() -> None:
    made: list[int] = []
    Crossing().at_home(lambda: made.append(1))
    assert made == [1]


def test_a_worker_does_one_piece_after_the_other_on_a_thread_of_its_own() -> None:
    worker, done, first = Worker("test"), [], threading.Event()

    def wait() -> None:
        assert first.wait(5)
        done.append(("first", threading.get_ident()))

    worker.do(wait)
    worker.do(lambda: done.append(("second", threading.get_ident())))
    assert done == []
    first.set()
    worker.wait()
    assert [what for what, _ in done] == ["first", "second"]
    assert threading.get_ident() not in {thread for _, thread in done}
    worker.do(lambda: done.append(("third", threading.get_ident())))  # its thread had ended
    worker.wait()
    assert len(done) == 3


def test_what_a_piece_held_of_the_window_is_let_go_on_the_ui_thread(qtbot: Any) -> None:
    class Held:
        """Says where it was let go."""

    worker, ended = Worker("test"), []
    held = Held()
    weakref.finalize(held, lambda: ended.append(threading.get_ident()))
    worker.do(lambda held=held: None)
    del held
    worker.wait()
    qtbot.waitUntil(lambda: len(ended) == 1)
    assert ended == [threading.get_ident()]


def test_garbage_is_searched_for_when_there_is_some() -> None:
    class Knot:
        """Held by nothing but itself."""

    knot = Knot()
    knot.itself = knot  # type: ignore[attr-defined]
    gone = weakref.ref(knot)
    del knot
    assert not gc.isenabled()
    kept = [[] for _ in range(gc.get_threshold()[0] + 1)]
    garbage.search()
    assert len(kept) > gc.get_threshold()[0]
    assert gone() is None
