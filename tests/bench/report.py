"""The report beside plain WeasyPrint on the same HTML, in turns and in processes of their own."""

import json
import statistics
import subprocess
import sys

from tests.bench.server import Results

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


def measured(environment: dict[str, str]) -> Results:
    """Seconds, memory and pages of both, and the ratio turn by turn, so that it holds on a noisy machine."""
    results: Results = {}
    turns = [(_rendered("ours", environment), _rendered("plain", environment)) for _ in range(ROUNDS)]
    for place, kind in enumerate(("report", "plain WeasyPrint")):
        seconds = statistics.median(turn[place]["seconds"] for turn in turns)
        memory = statistics.median(turn[place]["megabytes"] for turn in turns)
        results[kind] = {"seconds": seconds, "megabytes": memory, "pages": turns[0][place]["pages"]}
    ratio = statistics.median(ours["seconds"] / plain["seconds"] for ours, plain in turns)
    return results | {"report / plain WeasyPrint": {"ratio": ratio}}


def _rendered(kind: str, environment: dict[str, str]) -> dict[str, float]:
    done = subprocess.run(
        [sys.executable, "-c", RENDER, kind], env=environment, capture_output=True, text=True, check=True
    )
    result: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return result
