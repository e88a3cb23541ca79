"""The seat: words, the open client, undo and redo, work off the UI thread."""

import sys
from threading import Event

from PySide6.QtCore import QObject, Signal

from models.records.employee import Employee
from models.values.finding import refuse
from models.values.message import Message
from models.values.progress import Progress
from views.shell.seat import Seat


def test_emitting_a_signal_keeps_true_alive() -> None:
    """A newer Qt loses a reference to True with each signal on Python 3.11 and dies of it after some hundred."""

    class Sender(QObject):
        sent = Signal(int)

    sender, before = Sender(), sys.getrefcount(True)
    for number in range(100):
        sender.sent.emit(number)
    assert abs(sys.getrefcount(True) - before) < 20


def _rename(seat: Seat, name: str) -> None:
    with seat.desk.change("employee.save") as session:
        session.get_one(Employee, 1).name = name


def _name(seat: Seat) -> str:
    with seat.desk.reading() as session:
        return session.get_one(Employee, 1).name


def test_a_change_is_told_taken_back_and_made_again(client_seat: Seat) -> None:
    told: list[frozenset[str]] = []
    client_seat.changed.connect(told.append)
    first = _name(client_seat)
    _rename(client_seat, "Ny Navnesen")
    _rename(client_seat, "Enda Nyere")
    assert told == [frozenset({"employee"})] * 2
    assert client_seat.undo()
    assert client_seat.undo()
    assert _name(client_seat) == first
    assert not client_seat.undo()
    assert client_seat.redo()
    assert _name(client_seat) == "Ny Navnesen"


def test_what_was_done_before_the_file_was_opened_is_not_undone(client_seat: Seat) -> None:
    assert not client_seat.can_undo()


def test_work_ends_on_the_ui_thread(seat: Seat, qtbot) -> None:
    ends: list[object] = []

    def refused(progress: Progress) -> None:
        progress(1, 2, Message("half"))
        raise refuse(Message("No"))

    work = seat.work(lambda progress: 42, done=ends.append)
    second = seat.work(refused, refused=lambda findings: ends.append(str(findings[0].what)))
    assert seat.busy
    with qtbot.waitSignals([work.ended, second.ended]):
        pass
    qtbot.waitUntil(lambda: not seat.busy)
    assert ends == [42, "No"]


def test_work_is_cancelled_between_two_steps(seat: Seat, qtbot) -> None:
    going, ends = Event(), []

    def long(progress: Progress) -> None:
        going.set()
        while True:
            progress(0, 1, Message("on and on"))

    work = seat.work(long, done=ends.append, cancelled=lambda: ends.append("cancelled"))
    assert going.wait(5)
    work.cancel()
    qtbot.waitUntil(lambda: not seat.busy)
    assert ends == ["cancelled"]


def test_something_unexpected_goes_to_the_crash_page(seat: Seat, qtbot) -> None:
    with qtbot.waitSignal(seat.broken) as told:
        seat.work(lambda progress: 1 // 0)
    assert told.args[0][0] is ZeroDivisionError


def test_what_runs_aside_does_not_make_the_seat_busy(seat: Seat, qtbot) -> None:
    told: list[object] = []
    told_busy: list[bool] = []
    seat.busy_changed.connect(told_busy.append)
    seat.work(lambda _: 7, done=told.append, aside=True)
    assert not seat.busy
    qtbot.waitUntil(lambda: told == [7])
    assert told_busy == []
