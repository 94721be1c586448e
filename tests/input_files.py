"""Small files that once went wrong, as people's programs and mail servers made them, and the test of each.

Their siblings are made by code: see ``exchange/test_word_kinds``, ``test_packages``, ``test_spreadsheet_kinds`` and
``test_rules_of_reading``, ``correspondence/test_bounces``, ``test_mail_text`` and ``test_redacting``, and
``report/test_printed_addresses``.
"""

from pathlib import Path

TESTS = Path(__file__).parent
FOLDER = TESTS / "inputs"
BESIDE = TESTS.parents[1] / "shared" / "inputs"
"""Where the files were found. A clone alone has none."""
FILLED_IN, ARRIVED = "exchange/test_filled_in_files.py", "correspondence/test_arrived_files.py"
TESTED = {
    "bounce-address-with-2-2.eml": ARRIVED,
    "bounce-in-multipart-mixed.eml": ARRIVED,
    "bounce-too-large-552.eml": ARRIVED,
    "mail-forwarded-inside.eml": ARRIVED,
    "mail-latin1-label.eml": ARRIVED,
    "mail-quotes-our-link.eml": ARRIVED,
    "mail-text-after-attachment.eml": ARRIVED,
    "text-bare-urls.txt": "report/test_printed_addresses.py",
    "text-line-separators.txt": "exchange/test_rules_of_reading.py",
    "word-comment-title.docx": FILLED_IN,
    "word-field-hyperlink.docx": FILLED_IN,
    "word-letter-list.docx": FILLED_IN,
    "word-null-target.docx": FILLED_IN,
    "word-online-document2.docx": FILLED_IN,
    "word-strict.docx": FILLED_IN,
    "word-svg-logo.docx": FILLED_IN,
    "word-symbols.docx": FILLED_IN,
    "xlsx-amount-as-number.xlsx": FILLED_IN,
    "xlsx-cell-note.xlsx": FILLED_IN,
    "xlsx-strict.xlsx": FILLED_IN,
}
"""The module that tests what each file gives."""
