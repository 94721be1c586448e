"""The sentences and ticks with which pages and mails claim a state, and the test that makes each false.

A row names the template or module of the sentence, literal words of it there, the fact that it is computed from, and
the test that sees it go. Sentences that can only be true (a page that is shown in one state only) are not listed.
"""

from typing import NamedTuple

TABLE = "web/test_state_sentences.py::test_a_sentence_stands_while_it_is_so_and_goes_when_it_is_not"
READER = "verification/test_reader_sentences.py::"
ALIGNED = "alignment/test_aligned_sentences.py::"
SENTENCES = "web/test_sentences.py::"
WAITING = "fieldwork/test_waiting_sentences.py::"
BOARD = "report/test_ticks.py::test_a_tick_goes_when_it_is_not_so"
TERM = "test_until_when_one_can_react_is_the_term_and_then_the_end_of_the_link"
MAILED = "test_a_receipt_says_whether_it_was_mailed"
PAGES = "templates/"


class Row(NamedTuple):
    """One sentence."""

    place: str
    words: str
    fact: str
    test: str


INVENTORY = (
    # the respondent of a record
    Row(PAGES + "verification/_term.html", "Reageren kan", "the deadline and today", READER + TERM),
    Row(PAGES + "verification/_term.html", "De termijn was", "the deadline and today", READER + TERM),
    Row(PAGES + "verification/_goes_on.html", "gaat u verder waar u was", "the deadline and today", READER + TERM),
    Row(PAGES + "verification/check.html", "gedaan", "reactions that are whole", TABLE),
    Row(PAGES + "verification/check.html", "Verder bij vraag", "the first answer without reaction", TABLE),
    Row(PAGES + "verification/check.html", "Akkoord met de rest", "answers without reaction", TABLE),
    Row(PAGES + "verification/check.html", "nog om uw reactie", "answers not agreed to before", TABLE),
    Row(PAGES + "verification/_answer.html", "al akkoord ging", "approvals of these revisions", TABLE),
    Row(PAGES + "verification/summary.html", "keer akkoord", "reactions kept", TABLE),
    Row(
        PAGES + "verification/summary.html",
        "Deze teksten mogen letterlijk",
        "the use of each agreement",
        "verification/test_two_devices.py::test_the_summary_says_what_agreement_allows",
    ),
    Row(PAGES + "verification/_mailed.html", "Ook gestuurd naar", "the standing of the mail", READER + MAILED),
    Row(PAGES + "verification/_mailed.html", "Wij sturen het ook naar", "the standing of the mail", READER + MAILED),
    Row(PAGES + "verification/_mailed.html", "kwam niet aan", "the standing of the mail", READER + MAILED),
    Row(
        PAGES + "verification/receipt.html",
        "U hoeft niets meer te doen",
        "reactions, and no newer record",
        READER + "test_a_receipt_says_that_nothing_is_left_until_a_newer_record_asks_something",
    ),
    Row(PAGES + "verification/receipt.html", "U ging akkoord met alle antwoorden", "reactions, no newer record", TABLE),
    Row(
        PAGES + "verification/receipt.html",
        "U krijgt een nieuw verslag",
        "reactions, and no newer record",
        READER + "test_a_receipt_says_that_a_record_will_come_until_it_came",
    ),
    Row(
        PAGES + "verification/receipt.html",
        "Er is een nieuw verslag",
        "the newest record",
        READER + "test_the_newest_receipt_says_nothing_of_older_ones",
    ),
    Row(
        PAGES + "verification/_left.html",
        "U hebt het niet verstuurd",
        "reactions of records before",
        "verification/test_left_unsent.py::test_nothing_is_sent_by_itself_and_it_stays_until_something_was_sent",
    ),
    # the reader of the report's text
    Row(
        PAGES + "alignment/check.html",
        "Deze tekst is nog niet openbaar",
        "the editions of the round",
        ALIGNED + "test_a_text_is_not_public_until_it_is",
    ),
    Row(PAGES + "alignment/check.html", '"verification/_term.html"', "the deadline and today", ALIGNED + TERM),
    Row(PAGES + "alignment/receipt.html", "receipt_mailed", "the standing of the mail", ALIGNED + MAILED),
    Row(
        PAGES + "alignment/show.html",
        "De lezer heeft dit bericht gekregen",
        "the standing of the mail",
        ALIGNED + "test_a_reader_is_said_to_have_been_told_when_the_mail_arrived",
    ),
    # the interviewer
    Row(PAGES + "verification/record.html", "Nog geen akkoord", "approvals", TABLE),
    Row(PAGES + "verification/record.html", "Alle antwoorden hebben akkoord", "the state of the interview", TABLE),
    Row(PAGES + "verification/record.html", "die is voorbij", "the deadline that counts and today", TABLE),
    Row(
        PAGES + "verification/record.html",
        "wacht op een mailserver",
        "who was sent it, and released",
        "verification/test_without_mail_server.py::test_everybody_sees_it_and_no_page_says_that_it_was_sent",
    ),
    Row(PAGES + "verification/_readers.html", "nog niet geopend", "when the link was opened", TABLE),
    Row(PAGES + "verification/_readers.html", "link open", "the state of the link", TABLE),
    Row(PAGES + "verification/_readers.html", "bekeken", "reactions kept", TABLE),
    Row(PAGES + "verification/_readers.html", ", voorbij", "the deadline of each reader and today", TABLE),
    Row(
        PAGES + "verification/_readers.html",
        "De link werkt tot",
        "the state of the link",
        READER + "test_a_link_is_said_to_work_only_when_it_does",
    ),
    Row(PAGES + "verification/reactions.html", "Er is nog niet gereageerd", "who finished", TABLE),
    Row(PAGES + "verification/reactions.html", "Nog geen reacties", "who finished", TABLE),
    Row(PAGES + "verification/reactions.html", "verwerkt", "decisions", TABLE),
    Row(PAGES + "verification/reactions.html", "Daarna kunt u verslag", "decisions", TABLE),
    Row(
        PAGES + "verification/reactions.html",
        "ging met alles akkoord",
        "who finished, and who must agree",
        READER + "test_all_agreed_is_not_said_of_who_read_along",
    ),
    Row(PAGES + "fieldwork/mine.html", "U hoeft nu niets te doen", "the steps of all interviews, mails", TABLE),
    Row(PAGES + "fieldwork/mine.html", "ligt een reactie", "the steps of all interviews", TABLE),
    Row(PAGES + "fieldwork/mine.html", "verslag wacht", "the steps of all interviews", TABLE),
    Row(PAGES + "fieldwork/_todo_parts.html", "Link nog niet geopend", "when a link was opened", TABLE),
    Row(PAGES + "fieldwork/_todo.html", "Termijn voorbij sinds", "the deadline that counts and today", TABLE),
    Row(
        PAGES + "fieldwork/_todo.html",
        "Nog geen termijn",
        "who was released",
        WAITING + "test_its_term_is_not_over_in_any_list",
    ),
    Row(
        PAGES + "fieldwork/mine.html",
        "op antwoord op een mail",
        "mails that were not answered",
        "fieldwork/test_mine_views.py::test_a_mail_of_a_respondent_is_work_until_it_is_answered",
    ),
    Row(PAGES + "fieldwork/overview.html", "akkoord.", "the states of all interviews", TABLE),
    Row(
        PAGES + "fieldwork/overview.html",
        "is de termijn voorbij",
        "the deadline that counts and today",
        WAITING + "test_its_term_is_not_over_in_any_list",
    ),
    Row(
        PAGES + "fieldwork/bulk.html",
        "De mails gaan zo weg",
        "whether there is a mail server",
        WAITING + "test_mails_of_many_at_once_go_soon_only_with_a_server",
    ),
    Row(
        PAGES + "comments/read.html",
        "stand_of(",
        "who was released, and whether there is a mail server",
        WAITING + "test_it_waits_for_no_respondent_on_any_page_and_in_no_command",
    ),
    Row(
        PAGES + "fieldwork/_todo_parts.html",
        "Uitgenodigd op",
        "the standing of the mails",
        SENTENCES + "test_nothing_is_said_to_be_sent_that_waits_for_a_mail_server",
    ),
    Row(
        "surveyapp/invitations/pages.py",
        "Iedereen is uitgenodigd.",
        "the standing of the mails",
        SENTENCES + "test_nothing_is_said_to_be_sent_that_waits_for_a_mail_server",
    ),
    Row(PAGES + "conversation/_strip.html", "Gesprek nog niet begonnen", "when the talk began", TABLE),
    Row(
        PAGES + "invitations/invitation.html",
        "Iedereen is uitgenodigd",
        "the standing of the mails",
        SENTENCES + "test_nothing_is_said_to_be_sent_that_waits_for_a_mail_server",
    ),
    Row(
        PAGES + "invitations/invitation.html",
        "U hoeft nu niets te doen",
        "the standing of the mails",
        SENTENCES + "test_nothing_to_do_after_an_invitation_only_when_it_arrived",
    ),
    Row(
        PAGES + "invitations/invitation.html",
        "is niet aangekomen",
        "the standing of the mails",
        SENTENCES + "test_nothing_to_do_after_an_invitation_only_when_it_arrived",
    ),
    # mails and personal data
    Row(
        PAGES + "correspondence/outbox.html",
        "Alle mails zijn verstuurd",
        "the standing of all mails",
        SENTENCES + "test_all_mails_are_sent_only_when_they_are",
    ),
    Row(PAGES + "correspondence/outbox.html", "op verzending", "the standing of all mails", TABLE),
    Row(PAGES + "correspondence/mail.html", "Deze mail is niet verstuurd.", "the standing of the mail", TABLE),
    Row(PAGES + "correspondence/mail.html", "Versturen lukte nog niet", "the standing of the mail", TABLE),
    Row(PAGES + "correspondence/mail.html", "teruggekomen.", "the standing of the mail", TABLE),
    Row(PAGES + "correspondence/_mine.html", "niet aangekomen", "mails nobody has dealt with", TABLE),
    Row(PAGES + "privacy/round.html", "Nog geen akkoord op alles", "the states of all interviews", TABLE),
    Row(PAGES + "privacy/round.html", "Er wordt nog iets gevraagd", "links that are open", TABLE),
    # the editor
    Row("surveyapp/report/compiling/ticks.py", "Elke organisatie", "approvals of the round", BOARD),
    Row("surveyapp/report/compiling/ticks.py", "Elke tekst van de redactie is er", "the texts of the sections", BOARD),
    Row("surveyapp/report/compiling/ticks.py", "Elke aanhaling rust op", "citations and approvals", BOARD),
    Row("surveyapp/report/compiling/ticks.py", "is het thema gekozen", "themes of passages", BOARD),
    Row("surveyapp/report/compiling/ticks.py", "heeft een plaats", "the outline", BOARD),
    Row(
        PAGES + "report/_gate.html",
        "Elk teken kan worden afgedrukt",
        "the glyphs of the fonts",
        "report/test_glyphs.py::test_an_editor_reads_it_on_the_board_and_when_asking_for_a_pdf",
    ),
    Row(
        PAGES + "report/_gate.html",
        "nog geen thema",
        "themes of passages",
        "report/test_themes.py::test_the_board_leads_to_the_passages_and_a_form_gives_them_themes",
    ),
    Row(
        "surveyapp/report/board/pages.py",
        "Alles is er.",
        "all findings and decisions",
        "report/test_ticks.py::test_what_was_decided_is_not_called_in_order",
    ),
    Row(
        "surveyapp/report/compiling/placing.py",
        "Over dit onderwerp staan in dit rapport geen antwoorden",
        "the answers placed",
        "report/test_real_length.py::test_no_section_says_that_there_are_no_answers",
    ),
)
"""Every sentence that has a test."""
