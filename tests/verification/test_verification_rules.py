from datetime import timedelta
from itertools import product

import pytest
from recorded import NOW

from surveyapp.core.tokens import link_token, token_hash
from surveyapp.readings.links.rules import SESSION_IDLE, SESSION_TOTAL, LinkFacts, LinkState, link_state, session_open
from surveyapp.verification.records.rules import DECISIONS, Channel, DecisionKind, ReactionKind


@pytest.mark.parametrize("revoked", [False, True])
@pytest.mark.parametrize("submitted", [False, True])
@pytest.mark.parametrize("newest", [False, True])
@pytest.mark.parametrize("expired", [False, True])
def test_a_link_is_open_only_for_the_newest_record_in_time(
    *, revoked: bool, submitted: bool, newest: bool, expired: bool
) -> None:
    expires = NOW if expired else NOW + timedelta(seconds=1)
    state = link_state(LinkFacts(expires, revoked=revoked, submitted=submitted, newest_record=newest), NOW)
    if revoked or expired:
        assert state is LinkState.CLOSED
    elif submitted:
        assert state is LinkState.SUBMITTED
    else:
        assert state is (LinkState.OPEN if newest else LinkState.SUPERSEDED)


def test_a_token_needs_the_key_and_the_nonce_and_has_256_bits() -> None:
    tokens = {link_token(key, nonce) for key, nonce in product((b"k" * 32, b"l" * 32), ("1", "2"))}
    assert len(tokens) == 4
    assert {len(token) for token in tokens} == {43}
    assert all(len(token_hash(token)) == 64 for token in tokens)


def test_a_session_ends_after_rest_and_after_a_day_of_work() -> None:
    second = timedelta(seconds=1)
    assert session_open(NOW, NOW, NOW + SESSION_IDLE - second)
    assert not session_open(NOW, NOW, NOW + SESSION_IDLE)
    late = NOW + SESSION_TOTAL
    assert session_open(NOW, late - 2 * second, late - second)
    assert not session_open(NOW, late - second, late)


def test_every_reaction_but_agreement_asks_for_a_decision() -> None:
    assert {kind for kind in ReactionKind if not DECISIONS[kind]} == {ReactionKind.AGREE}
    assert {one for allowed in DECISIONS.values() for one in allowed} == set(DecisionKind)
    assert {one for one in DecisionKind if one.makes_revision} == {DecisionKind.ACCEPTED, DecisionKind.ADAPTED}
    assert all(one.label for one in (*ReactionKind, *DecisionKind, *Channel))
