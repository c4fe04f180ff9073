"""What the tests of engines run in place of `scan_batch`: sources that kill their worker, wait for one another or break off an answer."""

from __future__ import annotations

import contextlib
import datetime as dt
import functools
import os
import pickle
import signal
import threading
from multiprocessing.connection import Connection
from pathlib import Path

from review.engine.batch import Task
from review.extract.sources import Source
from review.model import Reviewed, Scan, Verdict
from review.scan import Options


class NoRules:
    """Stands for a rule set where no rule is asked."""

    dispatcher = None
    allowances = ()


class EndsItsReader:
    """Rules that end the process which is given them."""

    allowances = ()

    def __reduce__(self):
        return os._exit, (1,)


def task(rules=None):
    return Task(rules or NoRules(), Options(b"k" * 32), dt.date(2026, 3, 2))


def source(name, data=b""):
    return Source(name, data)


def item(each):
    return Reviewed(each.path, each.data.hex(), "", each.size, "text", None, Verdict.CLEAN, Scan((), ())), None


def quiet(batch, _):
    return [item(each) for each in batch]


def numbered(batch, _):
    """Answer with the process that answered."""
    return [(Reviewed(each.path, str(os.getpid()), "", 0, "text", None, Verdict.CLEAN, Scan((), ())), None) for each in batch]


def deadly(batch, given):
    """Die of a source called poison, always; of one called unlucky only where its marker (the data) is not there yet."""
    for each in batch:
        if each.path.startswith("poison"):
            die()
        if each.path.startswith("unlucky") and first_time(each):
            die()
    return quiet(batch, given)


def short_lived(batch, given):
    """Die at the first source that this process is given, as long as there is a marker (a life) in the folder that the data names."""
    lives = sorted(Path(batch[0].data.decode()).glob("life-*"))
    if not _seen and lives:
        with contextlib.suppress(FileNotFoundError):
            lives[0].unlink()
        die()
    _seen.append(batch)
    return quiet(batch, given)


_seen: list[object] = []


def noted(batch, given):
    """Like `deadly`, and note every source that is begun in a file beside its marker."""
    for each in batch:
        with Path(each.data.decode()).with_name("begun").open("a", encoding="utf-8") as begun:
            begun.write(f"{each.path}\n")
    return deadly(batch, given)


def stuck(batch, given):
    """Never come to the end of a source called hung, whatever signals come."""
    for each in batch:
        if each.path.startswith("hung"):
            signal.pthread_sigmask(signal.SIG_BLOCK, set(signal.Signals))
            threading.Event().wait()
    return quiet(batch, given)


def torn(batch, given):
    """Be killed in the middle of an answer, once."""
    if any(first_time(each) for each in batch if each.path.startswith("unlucky")):

        def break_off(pipe, data):
            os.write(pipe.fileno(), bytes(data)[:64])
            die()

        Connection._send_bytes = break_off
    return quiet(batch, given)


def lying(batch, given):
    """Answer with something else than was asked for, as a worker might that a file has taken over."""
    for each in batch:
        if each.path == "lie":
            what, _, marker = each.data.decode().partition(" ")
            said = {"pickle": pickle.dumps(Touches(marker)), "fewer": b'{"memory":1,"items":[]}', "nonsense": b"[[]]"}[what]
            Connection._send_bytes = functools.partialmethod(_say, Connection._send_bytes, said)
    return quiet(batch, given)


def _say(pipe, send, said, _answer):
    send(pipe, said)


class Touches:
    """A value that makes a file where it is unpickled."""

    def __init__(self, path):
        self.path = path

    def __reduce__(self):
        return open, (self.path, "w")


def meeting(batch, given):
    """Let the source called waiting be done only after the one called late."""
    for each in batch:
        if each.path == "waiting":
            with Path(each.data.decode()).open("rb") as pipe:
                pipe.read()
        elif each.path == "late":
            with Path(each.data.decode()).open("wb"):
                pass
    return quiet(batch, given)


def first_time(each):
    with contextlib.suppress(FileExistsError):
        os.close(os.open(each.data.decode(), os.O_CREAT | os.O_EXCL))
        return True
    return False


def die():
    os.kill(os.getpid(), signal.SIGKILL)
