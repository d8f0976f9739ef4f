"""Who is under observation has no pass that runs and is stopped at every gate, from the admission to the release."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from db.vocabulary import PassState
from duty_desk import isolation, passes
from duty_desk.desk import SYSTEM, Desk
from duty_desk.gate import Reason, Word
from duty_desk.isolation import releasing
from duty_desk.people import restrictions
from tests.conftest import Filled
from tests.duty_desk.gate.conftest import Office, go, issue
from tests.duty_desk.isolation.conftest import Site, build_site, waived
from tests.duty_desk.passes.conftest import build


def build_both(desk: Desk) -> tuple[Office, Site]:
    return build(desk), build_site(desk)


def both(filled: Filled) -> tuple[Office, Site]:
    """A gate with a holder of a pass, and a site to put the holder into."""
    desk, (office, site) = filled(build_both)
    desk.officer = office.guard
    return replace(office, desk=desk), replace(site, desk=desk, people={"任晓慧": office.person})


def test_passes_rest_from_the_admission_to_the_release(filled: Filled) -> None:
    office, site = both(filled)
    given = issue(office)
    assert go(office, given.token).word is Word.GO
    stay = site.approved("任晓慧")
    assert state(office, given.id) is PassState.VALID
    site.admit(stay)
    assert state(office, given.id) is PassState.SUSPENDED
    verdict = go(office, given.token)
    assert (verdict.word, verdict.reason) == (Word.STOP, Reason.ISOLATION)
    assert (verdict.headline, verdict.next_step) == ("在隔离观察，至 3月16日", "报隔离点")
    with site.desk.work(site.keeper) as work:
        isolation.release(
            work,
            stay,
            kit_back=True,
            override="核酸阴性，疾控同意",
            second=waived(site, stay, "核酸阴性，疾控同意", site.leader),
            version=site.version(stay),
        )
    assert state(office, given.id) is PassState.VALID
    forward(site, timedelta(minutes=1))
    assert go(office, given.token).reason is not Reason.ISOLATION


def test_whoever_is_not_released_on_the_last_day_stays_kept_in(filled: Filled) -> None:
    office, site = both(filled)
    stay = site.admitted("任晓慧")
    forward(site, datetime(2020, 3, 16, 8) - site.desk.now)
    with site.desk.work(SYSTEM) as work:
        assert releasing.hold_on(work) == 1
    with site.desk.work(SYSTEM) as work:
        assert releasing.hold_on(work) == 0
    forward(site, timedelta(days=3))
    with site.desk.read() as read:
        assert restrictions.active(read, [office.person])[office.person].source == ("stay", stay)


def test_a_referral_keeps_the_gate_shut(filled: Filled) -> None:
    office, site = both(filled)
    given = issue(office)
    stay = site.admitted("任晓慧")
    with site.desk.work(site.keeper) as work:
        isolation.refer(work, stay, place="市定点医院", version=site.version(stay))
    assert go(office, given.token).reason is Reason.FEVER_OPEN


def state(office: Office, pass_id: int) -> PassState:
    with office.desk.read() as read:
        return passes.get_pass(read, pass_id).row.state


def forward(site: Site, step: timedelta) -> None:
    site.desk.clock.at += step  # type: ignore[attr-defined]
