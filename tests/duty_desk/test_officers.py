"""Who may sign in, how guessing is slowed down, which passwords are taken, and what takes two people."""

from __future__ import annotations

from datetime import timedelta

import pytest
from argon2 import PasswordHasher, Type, extract_parameters
from sqlalchemy import select

from db.models import AuditEntry, Officer
from db.vocabulary import Role
from duty_desk import audit
from duty_desk.desk import Desk, open_desk
from duty_desk.errors import Denied, DutyDeskError, InputError, Refusal, StaleError
from duty_desk.paths import resources
from duty_desk.people import officers, passwords, sign_in
from duty_desk.people.passwords import check_password
from tests.cheap_hashes import own_hasher
from tests.conftest import PASSWORD, Clock

NAMES = ("西岭理工大学总务处", "南湖校区", "周敏", "zhoumin")


def add(desk: Desk, name: str, login: str, role: Role, *, must_change: bool = False) -> int:
    with desk.work() as work:
        return officers.add_officer(
            work, name=name, login=login, role=role, password="天冷了多穿点衣服", must_change=must_change
        )


def row(desk: Desk, officer: int) -> officers.OfficerRow:
    with desk.read() as read:
        return officers.get_officer(read, officer)


def refusal(desk: Desk, login: str, password: str) -> str:
    with pytest.raises(DutyDeskError) as refused:
        sign_in.sign_in(desk, login, password)
    assert refused.value.text
    return refused.value.key.removeprefix("officers.error.")


# --- signing in ---


def test_signing_in_puts_the_officer_at_the_desk_and_is_recorded(desk: Desk, clock: Clock) -> None:
    found = sign_in.sign_in(desk, " ZhouMin ", PASSWORD)
    assert desk.officer == found.ref
    assert found.last_login_at == clock.at
    with desk.read() as read:
        last = audit.history(read, "officer", found.id)[-1]
    assert (last.action, last.officer_name) == ("officer.sign_in", "周敏")


def test_an_unknown_name_and_a_wrong_password_are_answered_alike(desk: Desk) -> None:
    before = desk.officer
    assert refusal(desk, "nobody", PASSWORD) == refusal(desk, "zhoumin", "wrong") == "wrong_password"
    assert desk.officer == before
    with desk.read() as read:
        entries = read.session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc()).limit(2)).all()
    assert [entry.action for entry in entries] == ["officer.sign_in_failed"] * 2
    # A password typed into the wrong field does not stay readable.
    assert "nobody" not in str(entries[1].after)


def test_guessing_gets_slower_and_no_restart_and_no_clock_helps(desk: Desk, clock: Clock) -> None:
    """Acceptance check S-11: 200 wrong passwords, the program started anew after every ten."""
    target = desk.folder if desk.path else desk.engine.url.render_as_string(hide_password=False)
    # What one try costs does not matter here.
    cheap = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    with desk.work() as work:
        officer = work.session.get_one(Officer, desk.officer.id)
        officer.password_hash = cheap.hash(PASSWORD)
    start, waits, tried = clock.at, [], 0
    other = desk
    for number in range(200):
        if number % 10 == 0:
            if other is not desk:
                other.close()
            other = open_desk(target, folder=desk.folder, clock=clock)
        answer = refusal(other, "zhoumin", f"guess {number}")
        if answer == "blocked":
            with other.read() as read:
                until = read.session.get_one(Officer, desk.officer.id).blocked_until
            assert until is not None
            waits.append(until - other.now)
            if number % 3 == 0:
                clock.forward(hours=-5)
            assert refusal(other, "zhoumin", PASSWORD) == "blocked"
            clock.at = until
        else:
            tried += 1
    seconds = [wait.total_seconds() for wait in waits]
    assert seconds[:11] == [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900]
    assert set(seconds[11:]) == {900}
    assert tried < 105
    assert clock.at - start > timedelta(hours=20)
    assert sign_in.sign_in(other, "zhoumin", PASSWORD).login == "zhoumin"
    with other.read() as read:
        found = read.session.get_one(Officer, desk.officer.id)
        assert (found.failures, found.blocked_until) == (0, None)
        actions = list(read.session.scalars(select(AuditEntry.action)))
    assert actions.count("officer.sign_in_failed") == tried
    assert actions.count("officer.sign_in_blocked") == len(waits) * 2
    other.close()


def test_one_account_that_waits_holds_up_no_other(desk: Desk) -> None:
    add(desk, "马文涛", "mawentao", Role.CHIEF)
    for _ in range(4):
        refusal(desk, "zhoumin", "wrong")
    assert refusal(desk, "zhoumin", PASSWORD) == "blocked"
    assert sign_in.sign_in(desk, "mawentao", "天冷了多穿点衣服").name == "马文涛"


def test_a_password_kept_with_old_parameters_is_kept_anew_at_sign_in(desk: Desk) -> None:
    """Acceptance check S-12."""
    with desk.work() as work:
        officer = work.session.get_one(Officer, desk.officer.id)
        officer.password_hash = PasswordHasher(time_cost=1, memory_cost=1024, parallelism=1).hash(PASSWORD)
    sign_in.sign_in(desk, "zhoumin", PASSWORD)
    with desk.read() as read:
        stored = read.session.get_one(Officer, desk.officer.id).password_hash
    assert not passwords.needs_rehash(stored)
    assert passwords.matches(stored, PASSWORD)


def test_who_left_does_not_come_in_and_learns_why_only_with_the_password(desk: Desk) -> None:
    officer = add(desk, "马文涛", "mawentao", Role.CHIEF)
    with desk.work() as work:
        officers.deactivate(work, officer)
    assert refusal(desk, "mawentao", "wrong") == "wrong_password"
    assert refusal(desk, "mawentao", "天冷了多穿点衣服") == "inactive"
    with desk.work() as work:
        officers.reactivate(work, officer)
    assert sign_in.sign_in(desk, "mawentao", "天冷了多穿点衣服").id == officer


def test_a_first_password_is_for_once_and_for_a_week(desk: Desk, clock: Clock) -> None:
    """Acceptance check S-12."""
    officer = add(desk, "马文涛", "mawentao", Role.CHIEF)
    with desk.work() as work:
        first = officers.reset_password(work, officer)
        assert first != officers.reset_password(work, officer)
        first = officers.reset_password(work, officer)
    assert sign_in.sign_in(desk, "mawentao", first).must_change
    sign_in.change_password(desk, first, "门口的石榴树开花了")
    assert not sign_in.sign_in(desk, "mawentao", "门口的石榴树开花了").must_change
    assert refusal(desk, "mawentao", first) == "wrong_password"
    sign_in.sign_in(desk, "zhoumin", PASSWORD)
    with desk.work() as work:
        first = officers.reset_password(work, officer)
    clock.forward(days=7, seconds=1)
    assert refusal(desk, "mawentao", first) == "first_password_expired"


def test_changing_a_password_needs_the_old_one_and_a_good_new_one(desk: Desk) -> None:
    for old, new, field in (
        ("wrong", "门口的石榴树开花了", "old"),
        (PASSWORD, PASSWORD, "password"),
        (PASSWORD, "12345678", "password"),
    ):
        with pytest.raises(InputError) as refused:
            sign_in.change_password(desk, old, new)
        assert refused.value.field == field
    sign_in.change_password(desk, PASSWORD, "门口的石榴树开花了")
    assert sign_in.sign_in(desk, "zhoumin", "门口的石榴树开花了").login == "zhoumin"


def test_typed_composed_or_not_it_is_the_same_password(desk: Desk) -> None:
    sign_in.change_password(desk, PASSWORD, "Ca\u0301c bạn đi đâu")
    assert sign_in.sign_in(desk, "zhoumin", "C\u00e1c bạn đi đâu").login == "zhoumin"


# --- passwords ---


@pytest.mark.parametrize(
    ("password", "reason"),
    [
        ("", "too_short"),
        ("1234567", "too_short"),
        ("七个字的密码啊", "too_short"),
        ("x" * 201, "too_long"),
        ("aaaaaaaa", "repeated"),
        ("1212121212", "repeated"),
        ("呵呵呵呵呵呵呵呵", "repeated"),
        ("12345678", "sequence"),
        ("87654321", "sequence"),
        ("0123456789", "sequence"),
        ("abcdefgh", "sequence"),
        ("qwertyuiop", "sequence"),
        ("1qaz2wsx3edc", "sequence"),
        ("abcabcabc", "sequence"),
        ("20202020", "repeated"),
        ("１２３４５６７８", "sequence"),
        ("password", "common"),
        ("Password2020!", "common"),
        ("P@ssw0rd", "common"),
        ("iloveyou1314", "common"),
        ("woaini1314", "common"),
        ("a123456789", "sequence"),
        ("qq123456", "sequence"),
        ("5201314520", "common"),
        ("19850620", "date"),
        ("1985-06-20", "date"),
        ("06.20.1985", "date"),
        ("20061985", "date"),
        ("19900001234", "date"),
        ("西岭理工大学2020", "name"),
        ("总务处2020", "too_short"),
        ("西岭理工总务处2020!", "name"),
        ("xilingligong2020", "name"),
        ("xllgdxzwc2020", "name"),
        ("zhoumin2020", "name"),
        ("ZhouMin@2020", "name"),
        ("周敏周敏20200206", "name"),
        ("后勤值班室2020", "name"),
        ("houqin2020zhiban", "name"),
        ("dutydesk2020", "name"),
        (PASSWORD, None),
        ("天冷了多穿点衣服", None),
        ("后勤处的大白鹅在唱歌", None),
        ("a very long sentence that somebody remembers, spaces and all: 64+", None),
        ("x7f!Qz20", None),
        ("49302857", None),
        ("Tr0ub4dor&3", None),
        ("        八个空格", None),
    ],
)
def test_the_table_of_passwords(password: str, reason: str | None) -> None:
    """Acceptance check S-12."""
    if reason is None:
        check_password(password, names=NAMES)
        return
    with pytest.raises(InputError) as refused:
        check_password(password, names=NAMES)
    assert refused.value.field == "password"
    assert refused.value.key == f"officers.password.{reason}"
    assert refused.value.text


def test_what_is_kept_of_a_password_costs_a_guess_46_mib() -> None:
    """As the program keeps it; the other tests hash cheaply."""
    stored = own_hasher().hash(PASSWORD)
    kept = extract_parameters(stored)
    assert (kept.type, kept.memory_cost, kept.time_cost, kept.parallelism) == (Type.ID, 46 * 1024, 1, 1)
    assert kept.salt_len >= 16
    assert kept.hash_len >= 32
    assert own_hasher().verify(stored, PASSWORD)
    assert PASSWORD not in stored


def test_no_common_password_is_taken() -> None:
    """Acceptance check S-12: what the three thousand commonest are refused by, beside their length and their pattern."""
    path = resources() / "defaults" / "common_passwords.txt"
    listed = path.read_text(encoding="utf-8").split()
    assert len(listed) > 1100
    for password in listed:
        with pytest.raises(InputError):
            check_password(password, names=NAMES)


def test_the_programs_own_first_passwords_are_good_ones() -> None:
    for _ in range(200):
        check_password(passwords.first_password(), names=NAMES)


# --- roles, names, two people ---


def test_the_last_administrator_stays(desk: Desk) -> None:
    own = desk.officer.id
    assert own is not None
    with pytest.raises(Refusal) as refused, desk.work() as work:
        officers.change_role(work, own, Role.GATE)
    assert refused.value.key == "officers.error.last_administrator"
    with pytest.raises(Refusal), desk.work() as work:
        officers.deactivate(work, own)


def test_an_office_of_one_gives_roles_alone(desk: Desk) -> None:
    gate = add(desk, "门岗甲", "gate1", Role.GATE)
    with desk.work() as work:
        officers.change_role(work, gate, Role.KEEPER)
    assert row(desk, gate).role == Role.KEEPER


def test_a_role_is_given_by_two_people_who_mean_the_same(desk: Desk, clock: Clock) -> None:
    """Acceptance check S-13."""
    gate = add(desk, "门岗甲", "gate1", Role.GATE)
    chief = add(desk, "马文涛", "mawentao", Role.CHIEF)
    own = desk.officer.id
    assert own is not None
    content = officers.role_change(gate, Role.KEEPER)

    def refused(approval: sign_in.Approval | None, role: Role = Role.KEEPER) -> str:
        with pytest.raises(Refusal) as why, desk.work() as work:
            officers.change_role(work, gate, role, approval=approval)
        return why.value.key.removeprefix("officers.error.")

    assert refused(None) == "second_person"
    with pytest.raises(Refusal):
        sign_in.approve(desk, own, PASSWORD, content)
    with pytest.raises(Denied):
        sign_in.approve(desk, gate, "天冷了多穿点衣服", content)
    with pytest.raises(Refusal):
        sign_in.approve(desk, chief, "wrong", content)
    approval = sign_in.approve(desk, chief, "天冷了多穿点衣服", content)
    assert refused(approval, Role.ADMINISTRATOR) == "approval_void"
    clock.forward(minutes=11)
    assert refused(approval) == "approval_old"
    approval = sign_in.approve(desk, chief, "天冷了多穿点衣服", content)
    with desk.work() as work:
        officers.change_role(work, gate, Role.KEEPER, approval=approval)
    with desk.read() as read:
        last = audit.history(read, "officer", gate)[-1]
    assert (last.before["role"], last.after["role"], last.after["approved_by"]) == ("gate", "keeper", chief)


def test_officers_are_found_the_way_one_types(desk: Desk) -> None:
    add(desk, "马文涛", "mawentao", Role.CHIEF)
    add(desk, "单雄信", "sxx", Role.GATE)
    for typed, name in (
        ("马", "马文涛"),
        ("mwt", "马文涛"),
        ("mawen", "马文涛"),
        ("sxx", "单雄信"),
        ("zhm", None),
    ):
        with desk.read() as read:
            found = [officer.name for officer in officers.find_officers(read, typed)]
        assert found == ([name] if name else [])
    with desk.read() as read:
        assert len(officers.find_officers(read, "")) == 3


def test_logins_are_taken_whatever_their_capitals_and_forms_know_when_they_are_stale(desk: Desk) -> None:
    officer = add(desk, "马文涛", "mawentao", Role.CHIEF)
    with pytest.raises(InputError) as refused:
        add(desk, "另一位", "MaWenTao", Role.GATE)
    assert refused.value.field == "login"
    with desk.work() as work:
        officers.update_officer(work, officer, name="马文韬", login="mawentao", title="带班领导", version=1)
    assert (row(desk, officer).name, row(desk, officer).title) == ("马文韬", "带班领导")
    with pytest.raises(StaleError), desk.work() as work:
        officers.update_officer(work, officer, name="马", login="mawentao", version=1)


def test_only_an_administrator_manages_officers(desk: Desk) -> None:
    chief = add(desk, "马文涛", "mawentao", Role.CHIEF)
    with pytest.raises(Denied), desk.work(row(desk, chief).ref) as work:
        officers.reset_password(work, chief)
