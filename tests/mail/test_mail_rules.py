from datetime import timedelta

from surveyapp.mail.outbox.rules import pause_after


def test_the_pauses_grow_and_the_tenth_attempt_is_the_last() -> None:
    minutes = [pause_after(attempts) for attempts in range(1, 11)]
    assert minutes[:5] == [timedelta(minutes=m) for m in (1, 5, 15, 60, 240)]
    assert None not in minutes[:9]
    assert minutes[9] is None
