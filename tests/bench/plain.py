"""WeasyPrint as anybody would call it, in a process in which nothing else is loaded.

Takes a page and its style sheets as JSON, and prints as JSON what it took to make a PDF of them.
"""

import json
import resource
import sys
import time


def main() -> None:
    """Its own import is measured along, as it is for ours."""
    page, sheets = json.load(sys.stdin)
    before = time.process_time()
    import weasyprint  # noqa: PLC0415

    styles = [weasyprint.CSS(string=one) for one in sheets]
    document = weasyprint.HTML(string=page).render(stylesheets=styles, pdf_variant="pdf/ua-1")
    document.write_pdf(pdf_variant="pdf/ua-1")
    found = {
        "seconds": time.process_time() - before,
        "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "pages": len(document.pages),
    }
    sys.stdout.write(json.dumps(found))


if __name__ == "__main__":
    main()
