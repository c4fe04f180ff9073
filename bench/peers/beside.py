"""Tools that each do a part of the work, on the same input: detect-secrets, rg -F, python-docx, pdfplumber.

None of them is a rival: the first finds credentials in source code, the second any fixed words, the others hand a reader its text. They say
what the part costs when nothing else is done. Processor time, the better of two; of whole processes where the tool is one.
"""

from __future__ import annotations

import io
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from importlib import metadata
from pathlib import Path

from bench.corpora import OPTIONS, model_text
from bench.peers import adapters
from bench.peers.environment import FOLDER, prepare, versions
from review.extract import IN_CHILD, extract
from review.rules.locate import lexicons
from review.rules.ruleset import load_ruleset
from review.scan import Options, scan
from review.text.automaton import Automaton

CHARACTERS = 4_000_000  # for fixed words
LINES = 400_000  # characters for credentials
RUNS = 2
_SAMPLES = Path(__file__).resolve().parents[2] / "samples"
_CREDENTIALS = ("系统账号交接.csv", "设备账号清单.xlsx")


def tools(shared: Path, python: Path) -> Iterator[str]:
    """Yield a table: what is done, by whom, in what time, and the ratio to ours."""
    yield "Tools that do a part of the work, on the same input"
    yield ""
    yield "| task | tool | its time | ours | ours / its |"
    yield "| --- | --- | --- | --- | --- |"
    text = model_text(shared, CHARACTERS)
    yield from _words(text)
    yield from _secrets(text[:LINES], python)
    yield from _reading(shared)


def _words(text: str) -> Iterator[str]:
    terms = sorted(
        {row.split("\t")[0] for path in (lexicons() / "terms").glob("*.tsv") for row in path.read_text("utf-8").splitlines()[1:]}
    )
    task = f"{len(terms)} fixed words in {len(text) / 1e6:.1f} M characters"
    program = shutil.which("rg")
    if program is None:
        yield f"| {task} | rg -F | not installed | | |"
        return
    with tempfile.TemporaryDirectory() as folder:
        words, file = Path(folder, "words"), Path(folder, "text")
        words.write_text("\n".join(terms) + "\n", encoding="utf-8")
        file.write_text(text, encoding="utf-8")
        command = [program, "--no-config", "-F", "-o", "-j", "1", "-f", str(words), str(file)]
        theirs = _best(lambda: _child(command))
    rules = load_ruleset(lexicons())
    automaton, document = Automaton(terms), extract(text.encode(), "文本.txt")
    automaton.find(text)  # the fast engine takes over now
    version = subprocess.run([program, "--version"], capture_output=True, text=True, check=True).stdout.split()[1]
    yield _row(f"{task}: all places", f"rg {version} -F -o", theirs, _best(lambda: _own(lambda: automaton.find(text))))
    yield _row(
        "… the same text, all rules, names included",
        "rg -F -o, words only",
        theirs,
        _best(lambda: _own(lambda: scan(document, rules, OPTIONS))),
    )


def _secrets(text: str, python: Path) -> Iterator[str]:
    rules = load_ruleset(lexicons())
    only = Options(OPTIONS.key, frozenset({"credential"}))
    accounts = [extract((_SAMPLES / "leaky" / name).read_bytes(), name) for name in _CREDENTIALS]
    asked = _Asked(python)
    tool = versions(python, ("detect-secrets",))
    theirs = min(asked.ask(text)[1] for _ in range(RUNS))
    found = sum(asked.ask(document.text)[0] for document in accounts)
    asked.close()
    document = extract(text.encode(), "文本.txt")
    yield _row(
        f"credentials in {len(text) / 1e6:.1f} M characters of published text",
        tool,
        theirs,
        _best(lambda: _own(lambda: scan(document, rules, only))),
    )
    ours = sum(len({account.text.count("\n", 0, f.start) for f in scan(account, rules, only).findings}) for account in accounts)
    lines = sum(account.text[: account.visible_end].strip().count("\n") for account in accounts)
    yield f"| lines with a credential found in our two samples of account lists ({lines} rows) | {tool} | {found} | {ours} | |"


def _reading(shared: Path) -> Iterator[str]:
    os.environ[IN_CHILD] = "1"  # read here: the time of a child could not be told from that of others
    try:
        for suffix, tool, theirs in ((".docx", "python-docx", _docx), (".pdf", "pdfplumber", _pdf)):
            files = [path.read_bytes() for path in _files(shared, suffix)]
            read = [data for data in files if _works(theirs, data)]
            task = f"the text of {len(read)} {suffix[1:]} files, samples and public test files"
            yield _row(
                task,
                f"{tool} {metadata.version(tool)}",
                _best(lambda theirs=theirs, read=read: _own(lambda: [theirs(data) for data in read])),
                _best(lambda suffix=suffix, read=read: _own(lambda: [extract(data, f"a{suffix}") for data in read])),
            )
    finally:
        del os.environ[IN_CHILD]


def _files(shared: Path, suffix: str) -> Iterator[Path]:
    for folder in (_SAMPLES / "clean", _SAMPLES / "leaky", shared / "corpus" / "files"):
        yield from sorted(folder.rglob(f"*{suffix}"))


def _docx(data: bytes) -> str:
    import docx

    document = docx.Document(io.BytesIO(data))
    cells = (cell.text for table in document.tables for row in table.rows for cell in row.cells)
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


def _pdf(data: bytes) -> str:
    import pdfplumber

    with pdfplumber.open(io.BytesIO(data)) as file:
        return "\n".join(page.extract_text() for page in file.pages)


def _works(read: Callable[[bytes], str], data: bytes) -> bool:
    try:
        read(data)
    except Exception:  # noqa: BLE001 - damaged and encrypted ones are among them; each tool has its own errors
        return False
    return True


class _Asked:
    """detect-secrets in its own environment, asked one text at a time."""

    def __init__(self, python: Path) -> None:
        self._process = subprocess.Popen(
            [str(python), "-P", adapters.__file__, "secrets"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8"
        )
        self._process.stdout.readline()

    def ask(self, text: str) -> tuple[int, float]:
        """Return in how many lines it finds something, and the seconds of processor time."""
        self._process.stdin.write(json.dumps(text) + "\n")
        self._process.stdin.flush()
        answer = json.loads(self._process.stdout.readline())
        return len({start for start, _, _ in answer["found"]}), answer["seconds"]

    def close(self) -> None:
        """Let the process end."""
        self._process.stdin.close()
        self._process.wait()
        self._process.stdout.close()


def _best(timed: Callable[[], float]) -> float:
    return min(timed() for _ in range(RUNS))


def _own(work: Callable[[], object]) -> float:
    began = time.process_time()
    work()
    return time.process_time() - began


def _child(command: Sequence[str]) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(command, stdout=subprocess.DEVNULL, check=False)
    assert done.returncode in (0, 1), done.returncode
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def _row(task: str, tool: str, theirs: float, ours: float) -> str:
    return f"| {task} | {tool} | {theirs:.2f} s | {ours:.2f} s | {ours / theirs:.2f} |"


def main() -> None:
    """Print this table alone: ``python -m bench.peers.beside SHARED``."""
    for line in tools(Path(sys.argv[1]).resolve(), prepare(FOLDER)):
        print(line, flush=True)


if __name__ == "__main__":
    main()
