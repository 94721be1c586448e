"""How long the main things take: ``make bench``. A table, and the same as JSON on the last line.

Everything runs on this machine over loopback, bounded in count. The report and plain WeasyPrint on the same HTML take
turns in processes of their own, so that their ratio holds on a noisy machine.
"""

import http.client
import json
import os
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlencode

SAVES = 320
PAGES = 60
ROUNDS = 3
RENDER = """
import json, resource, sys, time
from datetime import date
from surveyapp import create_app
from surveyapp.db import db
from surveyapp.interviews import queries as interviews
from surveyapp.report import html, queries
from surveyapp.report.compile import compile_report
app = create_app()
with app.app_context():
    round_ = interviews.get_round(db.session, "2018")
    source = queries.round_source(db.session, round_, publisher=app.config["PUBLISHER"])
    outline = queries.outline_of(round_)
import weasyprint
from surveyapp import pdf
begin = time.perf_counter()
if sys.argv[1] == "ours":
    content = html.render_report(compile_report(outline, source, draft=True, dated=date(2018, 6, 1)))
    spent = time.perf_counter() - begin
else:
    page = html.report_html(compile_report(outline, source, draft=True, dated=date(2018, 6, 1)))
    begin = time.perf_counter()
    styles = [weasyprint.CSS(string=css) for css in (pdf.SHELL_CSS.read_text(), html.report_css())]
    content = weasyprint.HTML(string=page).write_pdf(stylesheets=styles, pdf_variant="pdf/ua-1")
    spent = time.perf_counter() - begin
memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
import pypdf, io
print(json.dumps({"seconds": spent, "megabytes": memory, "pages": len(pypdf.PdfReader(io.BytesIO(content)).pages)}))
"""


class Person:
    """A client with one connection that stays open."""

    def __init__(self, port: int, password: str) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.cookies: dict[str, str] = {}
        token = self._token(self.ask("GET", "/inloggen"))
        form = urlencode({"email": "beheer@example.org", "password": password, "csrf_token": token})
        self.ask("POST", "/inloggen", form.encode(), {"Content-Type": "application/x-www-form-urlencoded"})
        self.token = self._token(self.ask("GET", "/interviews/1"))

    def ask(self, method: str, path: str, body: bytes = b"", headers: dict[str, str] | None = None) -> str:
        """One request; its answer must be good."""
        cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        self.connection.request(method, path, body, {"Cookie": cookie, **(headers or {})})
        response = self.connection.getresponse()
        content = response.read().decode()
        for line in response.headers.get_all("Set-Cookie") or ():
            name, _, value = line.split(";")[0].partition("=")
            self.cookies[name] = value
        if response.status >= 400:
            raise RuntimeError(f"{method} {path}: {response.status} {content[:300]}")
        return content

    @staticmethod
    def _token(page: str) -> str:
        return re.findall(r'name="csrf_token"[^>]*value="([^"]+)"', page)[0]

    def save(self, interview: int, item: str, base: int, text: str) -> int:
        """One autosave; returns the number of its revision."""
        sent = json.dumps({"text": text, "base": base, "key": os.urandom(16).hex()}).encode()
        headers = {"Content-Type": "application/json", "X-CSRFToken": self.token}
        answer = json.loads(self.ask("PUT", f"/interviews/{interview}/antwoorden/{item}", sent, headers))
        return int(answer["base"])


def timed(work: Callable[[], object]) -> float:
    """Milliseconds."""
    begin = time.perf_counter()
    work()
    return (time.perf_counter() - begin) * 1000


def saves(port: int, password: str, clients: int) -> dict[str, float]:
    """Each client saves to an interview of its own, as interviewers do."""
    people = [Person(port, password) for _ in range(clients)]

    def type_along(place: int) -> list[float]:
        base, spent = 0, []
        page = people[place].ask("GET", f"/interviews/{place + 1}")
        base = int(re.findall(r'name="base_1" value="(\d+)"', page)[0])
        for number in range(SAVES // clients):
            begin = time.perf_counter()
            base = people[place].save(place + 1, "1", base, f"Er is gewerkt, {clients} {number}. " * 20)
            spent.append((time.perf_counter() - begin) * 1000)
        return spent

    begin = time.perf_counter()
    with ThreadPoolExecutor(clients) as pool:
        spent = sorted(one for many in pool.map(type_along, range(clients)) for one in many)
    seconds = time.perf_counter() - begin
    return {
        "p50_ms": spent[len(spent) // 2],
        "p99_ms": spent[int(len(spent) * 0.99) - 1],
        "per_s": len(spent) / seconds,
    }


def rendered(kind: str, environment: dict[str, str]) -> dict[str, float]:
    """One rendering in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-c", RENDER, kind], env=environment, capture_output=True, text=True, check=True
    )
    result: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return result


def free_port() -> int:
    """A port on which nobody listens."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def measured(folder: Path) -> dict[str, dict[str, float]]:
    """Everything, on the sample round in a database of its own."""
    port = free_port()
    environment = {**os.environ, "SURVEYAPP_INSTANCE": str(folder), "SURVEYAPP_RATELIMIT_ENABLED": "false"}
    program = [str(Path(sys.executable).with_name("surveyapp"))]
    for command in (["init"], ["sample", "load"]):
        subprocess.run([*program, *command], env=environment, check=True, capture_output=True)
    from surveyapp.sample.load import PASSWORD  # noqa: PLC0415  (reads the configuration of this run)

    results: dict[str, dict[str, float]] = {}
    turns = [(rendered("ours", environment), rendered("plain", environment)) for _ in range(ROUNDS)]
    for place, kind in enumerate(("report", "plain WeasyPrint")):
        seconds = statistics.median(turn[place]["seconds"] for turn in turns)
        memory = statistics.median(turn[place]["megabytes"] for turn in turns)
        results[kind] = {"seconds": seconds, "megabytes": memory, "pages": turns[0][place]["pages"]}
    ratio = statistics.median(ours["seconds"] / plain["seconds"] for ours, plain in turns)
    results["report / plain WeasyPrint"] = {"ratio": ratio}
    server = subprocess.Popen([*program, "serve", "--port", str(port)], env=environment, stdout=subprocess.DEVNULL)
    try:
        _wait(port)
        time.sleep(60 if _busy(folder) else 0)
        for clients in (1, 8, 32):
            results[f"save, {clients} clients"] = saves(port, PASSWORD, clients)
        person = Person(port, PASSWORD)
        spent = sorted(timed(lambda: person.ask("GET", "/interviews/11")) for _ in range(PAGES))
        results["interview page"] = {"p50_ms": spent[PAGES // 2], "p99_ms": spent[-1]}
    finally:
        server.terminate()
        server.wait(30)
    return results


def _busy(folder: Path) -> bool:
    """Whether the worker is still sending the sample's mails, which would be measured along."""
    return len(list((folder / "mail").glob("*.eml"))) < 100


def _wait(port: int) -> None:
    end = time.monotonic() + 60
    while time.monotonic() < end:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError("the server did not start")


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as folder:
        results = measured(Path(folder))
    width = max(map(len, results))
    lines = [
        f"{name:{width}}  " + "  ".join(f"{key} {value:.2f}" for key, value in found.items())
        for name, found in results.items()
    ]
    sys.stdout.write("\n".join([*lines, json.dumps(results)]) + "\n")


if __name__ == "__main__":
    main()
