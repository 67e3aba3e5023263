"""Articles through parser and analysis in several processes; what comes out is that of one, in the same order.

Each worker loads the models and takes a batch at a time through a pipe; this process reads articles, hands
them out, and yields the results in the order of the articles. A worker that dies (killed, out of memory)
takes no other article with it: its batch goes to others article by article, and only what kills a worker
by itself fails.
"""

from __future__ import annotations

import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait

from attribution.types import Analysis
from onrecord.batches import Analyse, ParsesAll, analyse_articles, batches
from quotes.readers import Failure
from quotes.types import Article

AHEAD = 4  # batches read ahead per worker: those that end early need not wait for one that takes long

Result = Analysis | Failure


@dataclass
class Batch:
    """Articles that were read together: what came of them so far."""

    items: list[Article | Failure]
    results: dict[int, Result] = field(default_factory=dict)

    def is_complete(self) -> bool:
        """Return whether every item has its result."""
        return len(self.results) == len(self.items)


@dataclass
class Task:
    """Some articles of a batch, by their places in it."""

    batch: Batch
    places: list[int]

    def articles(self) -> list[Article]:
        """Return what is to be analysed."""
        return [item for i in self.places if isinstance(item := self.batch.items[i], Article)]


class Worker:
    """A process with models, and the task it is at; None while it loads or waits."""

    def __init__(self, load: Callable[[], tuple[ParsesAll, Analyse]], timeout: float | None) -> None:
        context = get_context("spawn")  # a copy of a process that has run torch may hang
        self.pipe, theirs = context.Pipe()
        self.process = context.Process(target=_serve, args=(theirs, load, timeout), daemon=True)
        with _interrupts_held():
            self.process.start()
        theirs.close()
        self.ready = False
        self.task: Task | None = None

    def send(self, task: Task) -> None:
        """Send it articles to analyse."""
        self.task = task
        self.pipe.send(task.articles())

    def stop(self) -> None:
        """End the process, whatever it is at."""
        self.pipe.close()
        self.process.terminate()
        self.process.join()


@contextmanager
def _interrupts_held() -> Iterator[None]:
    """Let Ctrl-C wait: a process started meanwhile is never told of it, not even before it runs our code."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    held = signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, held)


def _serve(pipe: Connection, load: Callable[[], tuple[ParsesAll, Analyse]], timeout: float | None) -> None:
    """Load, say so, and analyse what comes until nothing comes any more: the life of a worker."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C goes to all; the process that saves decides
    try:
        try:
            tools = load()
        except Exception as error:
            pipe.send(error)
            return
        pipe.send(None)
        while True:
            pipe.send(list(analyse_articles(pipe.recv(), *tools, timeout)))
    except (EOFError, OSError):  # the other end is gone
        return


def analyse_in_processes(
    items: Iterable[Article | Failure], load: Callable[[], tuple[ParsesAll, Analyse]], workers: int,
    timeout: float | None = None,
) -> Iterator[Result]:  # fmt: skip
    """Yield what ``onrecord.batches.analyse_all`` yields, by so many processes.

    ``load`` is called in each of them and must be picklable, as must what it raises: that is raised here.
    """
    pool = _Pool(load, workers, timeout)
    try:
        yield from pool.run(batches(items))
    finally:
        pool.stop()


class _Pool:
    def __init__(
        self, load: Callable[[], tuple[ParsesAll, Analyse]], size: int, timeout: float | None = None
    ) -> None:
        self.load, self.size, self.timeout = load, size, timeout
        self.workers: list[Worker] = []
        self.tasks: deque[Task] = deque()
        self.open: deque[Batch] = deque()  # batches not yielded yet, in order

    def run(self, rest: Iterator[list[Article | Failure]]) -> Iterator[Result]:
        """Yield the results of all batches."""
        while True:
            self._read(rest)
            while self.open and self.open[0].is_complete():
                batch = self.open.popleft()
                for i in range(len(batch.items)):
                    yield batch.results[i]
                    self._exchange(timeout=0)  # no worker waits until all of a batch is saved
                self._read(rest)
            if not self.open:
                return
            self._exchange()

    def stop(self) -> None:
        """End all processes."""
        for worker in self.workers:
            worker.stop()

    def _read(self, rest: Iterator[list[Article | Failure]]) -> None:
        while len(self.open) < AHEAD * self.size and (items := next(rest, None)):
            batch = Batch(items, {i: item for i, item in enumerate(items) if isinstance(item, Failure)})
            self.open.append(batch)
            if places := [i for i, item in enumerate(items) if isinstance(item, Article)]:
                self.tasks.append(Task(batch, places))

    def _exchange(self, timeout: float | None = None) -> None:
        """Hand out tasks and take what comes back, waiting so many seconds for it, or until something does."""
        self._hand_out()
        busy = {worker.pipe: worker for worker in self.workers if worker.task or not worker.ready}
        for pipe in wait(list(busy), timeout):
            self._receive(busy[pipe])  # type: ignore[index]

    def _hand_out(self) -> None:
        """Give waiting workers their tasks; start workers while there are tasks that nobody is to take."""
        for worker in self.workers:
            if self.tasks and worker.ready and not worker.task:
                self._send(worker, self.tasks.popleft())
        coming = sum(not worker.ready for worker in self.workers)
        while coming < len(self.tasks) and len(self.workers) < self.size:
            self.workers.append(Worker(self.load, self.timeout))
            coming += 1

    def _send(self, worker: Worker, task: Task) -> None:
        try:
            worker.send(task)
        except OSError:  # it died waiting: not by this task
            self._remove(worker)
            self.tasks.appendleft(task)

    def _receive(self, worker: Worker) -> None:
        try:
            found = worker.pipe.recv()
        except (EOFError, OSError):
            self._reassign_task_of_dead(worker)
            return
        if not worker.ready:
            if isinstance(found, Exception):
                raise found
            worker.ready = True
        elif task := worker.task:
            task.batch.results |= zip(task.places, found, strict=True)
            worker.task = None

    def _reassign_task_of_dead(self, worker: Worker) -> None:
        """Give the articles of a worker that died to others, one by one; fail the one that was alone."""
        task = worker.task
        worker.process.join(timeout=5)  # of itself, so that its exit status is its own
        self._remove(worker)
        if not task:
            raise ChildProcessError(f"A worker process died while loading ({_cause(worker)}); try fewer workers.")
        if len(task.places) > 1:
            self.tasks.extendleft(Task(task.batch, [place]) for place in reversed(task.places))
            return
        (article,) = task.articles()
        message = f"The analysis failed: its process died ({_cause(worker)})."
        task.batch.results[task.places[0]] = Failure(article.path or article.id, message)

    def _remove(self, worker: Worker) -> None:
        self.workers.remove(worker)
        worker.stop()


def _cause(worker: Worker) -> str:
    code = worker.process.exitcode or 0
    try:
        return signal.Signals(-code).name
    except ValueError:
        return f"exit status {code}"
