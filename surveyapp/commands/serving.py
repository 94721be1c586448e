"""``init``, ``serve`` and ``worker``."""

import errno
import logging
import os
import signal
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from subprocess import DEVNULL, PIPE, Popen, TimeoutExpired
from threading import Event, Thread
from typing import Any

import click
from flask import Flask
from sqlalchemy.orm import Session
from waitress.server import create_server

from surveyapp import worker as background
from surveyapp.accounts.staff.queries import users
from surveyapp.commands.opening import InputError, opened, reading
from surveyapp.commands.sample import login_lines
from surveyapp.core.config import DEFAULTS, KEY_IN_MEMORY, ConfigurationError
from surveyapp.core.db import db
from surveyapp.core.tuning import switch_threads_often
from surveyapp.database import migrate
from surveyapp.sample.load import is_loaded

THREADS = 8
CONNECTIONS = 1000
"""Connections that browsers may hold open together; each person's browser holds several."""
TAKEN = {errno.EADDRINUSE: "is al in gebruik", errno.EACCES: "mag deze gebruiker niet gebruiken"}
RESTART = 1
"""Seconds before a worker that died is started again."""

log = logging.getLogger(__name__)

SIGNALS = (signal.SIGINT, signal.SIGTERM)
PATIENCE = 2 * background.PATIENCE + 2
"""Seconds that the worker gets to end its jobs and release unfinished work."""


@click.command(help="Maak de database klaar, of werk hem bij na een nieuwe versie. Vaker uitvoeren kan geen kwaad.")
def init() -> None:
    """Create or upgrade the database."""
    with opened() as app:
        new_key = app.config[KEY_IN_MEMORY]
        migrate.upgrade(app)
        click.echo(f"De database is klaar: {db.engine.url.render_as_string()}")
        if new_key:
            click.echo(f"De geheime sleutel staat in {Path(app.instance_path) / 'secret_key'}. Bewaar die ook apart.")
        if not users(db.session):
            click.echo("Maak de eerste beheerder: surveyapp user add E-MAILADRES --name NAAM --role administrator")


@click.command(help="Start surveyapp: de website en de werker die mail verstuurt en PDF’s maakt.")
@click.option("--host", default="127.0.0.1", show_default=True, metavar="ADRES", help="Waarop te luisteren.")
@click.option(
    "--port", default=8000, show_default=True, metavar="POORT", type=click.IntRange(0, 65535), help="De poort."
)
def serve(host: str, port: int) -> None:
    """Serve until interrupted."""
    with reading() as (app, session):
        listening = _listening(host, port)
        address = _address(app, host, listening.getsockname()[1])
        demo = _demo_lines(app, session, address)
        session.close()  # SQLite cannot checkpoint its WAL past a transaction that stays open
        _log()
        with _stopping() as stop, _worker_beside(app, stop):
            click.echo("\n".join([f"surveyapp draait op {address} (stoppen: Ctrl+C)", *demo]))
            _server(app, listening).run()
    click.echo("surveyapp is gestopt.")


@click.command(help="Start een extra werker, naast die van serve. Met serve alleen is dat niet nodig.")
@click.option("--attached", is_flag=True, hidden=True)
def worker(*, attached: bool) -> None:
    """Work until interrupted or, when ``attached``, until the parent process is gone."""
    with reading() as (app, _session):
        _log()
        if attached:
            Thread(target=_stop_with_stdin, daemon=True).start()
        with _stopping() as stop, _working(app, stop):
            click.echo("De werker draait (stoppen: Ctrl+C)")
            signal.pause()
    click.echo("De werker is gestopt.")


def _listening(host: str, port: int) -> socket.socket:
    """Return a listening socket. Raises InputError and ConfigurationError, with what to do instead."""
    try:
        return socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
    except OSError as error:
        if error.errno not in TAKEN:
            raise InputError(
                f"{host} is geen adres van deze computer. Kies bijvoorbeeld --host 127.0.0.1 of --host 0.0.0.0."
            ) from error
        other = port + 1 if 1024 <= port < 65535 else 8000
        raise ConfigurationError(
            f"Poort {port} op {host} {TAKEN[error.errno]}. Kies een andere: surveyapp serve --port {other}, of"
            f" make demo PORT={other}"
        ) from error


def _server(app: Flask, listening: socket.socket) -> Any:
    """Return the server.

    Waitress drops the headers of proxies unless some are expected; then ``web`` trusts as many as configured.
    """
    switch_threads_often()
    behind_proxy = app.config["PROXIES"] > 0
    return create_server(
        app,
        sockets=[listening],
        threads=THREADS,
        ident=None,
        clear_untrusted_proxy_headers=not behind_proxy,
        connection_limit=CONNECTIONS,
        asyncore_use_poll=True,
    )


def _address(app: Flask, host: str, port: int) -> str:
    """Return the address of the website. Links in mails use it too, unless another ``base_url`` is set."""
    if app.config["BASE_URL"] == DEFAULTS["BASE_URL"]:
        reachable = "127.0.0.1" if host in {"0.0.0.0", "::"} else host  # noqa: S104  (compared, not bound)
        app.config["BASE_URL"] = f"http://{f'[{reachable}]' if ':' in reachable else reachable}:{port}"
    address: str = app.config["BASE_URL"]
    return address


def _log() -> None:
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    logging.getLogger("surveyapp").setLevel(logging.INFO)
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)  # it reports every request that waits a moment


@contextmanager
def _stopping() -> Iterator[Event]:
    """Yield an event that is set at the end. Ctrl+C and the SIGTERM of a service manager end the block cleanly.

    Further signals during the end are ignored: a process group gets each signal from its shell or service manager, and
    the worker again from ``serve``. The time to end is limited. After a signal the process ends, so the handlers are
    not restored.
    """
    stop = Event()
    before = {number: signal.signal(number, _interrupt_once) for number in SIGNALS}
    try:
        yield stop
    except KeyboardInterrupt:
        before.clear()
    finally:
        stop.set()
        for number, handler in before.items():
            signal.signal(number, handler)


def _interrupt_once(_number: int, _frame: object) -> None:
    for number in SIGNALS:
        signal.signal(number, _take_no_notice)
    raise KeyboardInterrupt


def _take_no_notice(_number: int, _frame: object) -> None:
    """Ignore a further signal. ``SIG_IGN`` would make Python report a signal that it received just before."""


@contextmanager
def _working(app: Flask, stop: Event) -> Iterator[None]:
    """Work in a separate thread, so that a signal never interrupts a job."""
    thread = Thread(target=background.run, args=(app, stop), name="worker", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(PATIENCE)


def _stop_with_stdin() -> None:
    sys.stdin.read()
    os.kill(os.getpid(), signal.SIGTERM)


@contextmanager
def _worker_beside(app: Flask, stop: Event) -> Iterator[None]:
    """Run a worker in a separate process, so that no save waits while it makes a PDF."""
    told = {"SURVEYAPP_INSTANCE": app.instance_path, "SURVEYAPP_BASE_URL": app.config["BASE_URL"]}
    keeper = Thread(target=_keep_working, args=(os.environ | told, stop), name="worker", daemon=True)
    keeper.start()
    try:
        yield
    finally:
        stop.set()
        keeper.join(PATIENCE + RESTART)


def _keep_working(environment: dict[str, str], stop: Event) -> None:
    """Start the worker, restart it when it dies, and end it with ``stop``."""
    command = [sys.executable, "-m", "surveyapp", "worker", "--attached"]
    while not stop.is_set():
        with Popen(command, env=environment, stdin=PIPE, stdout=DEVNULL) as child:  # noqa: S603  (our own program)
            while child.poll() is None and not stop.wait(0.1):
                pass
            child.terminate()
            try:
                child.wait(PATIENCE)
            except TimeoutExpired:
                child.kill()
        if not stop.wait(RESTART):
            log.error("the worker ended with %s and starts again", child.returncode)


def _demo_lines(app: Flask, session: Session, address: str) -> list[str]:
    """Return the lines with addresses and log-ins of the demo."""
    if not app.config["DEMO"] or not is_loaded(session):
        return []
    instance = Path(app.instance_path)
    reports = [f"Het rapport als PDF: {path}" for path in sorted(instance.glob("rapport-*.pdf"))]
    mails = f"De mails, met de links voor respondenten: {address}/postvak (en als bestand in {instance / 'mail'})"
    return [*login_lines(), mails, *reports]
