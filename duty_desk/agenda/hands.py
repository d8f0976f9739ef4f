"""In whose hands each kind of thing is: the officers on the roster of this shift, else those of the role it belongs to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sqlalchemy import select

from db.models import Officer, Watch
from db.vocabulary import Role
from duty_desk import roster
from duty_desk.agenda.shapes import Hand, Post
from duty_desk.strings import t
from duty_desk.work import Read

# Who answers for what is the desk's own, where nobody holds it.
_DESK = (Role.ADMINISTRATOR, Role.CHIEF)
_POSTS = (Role.GATE, Role.KEEPER, Role.SITE, Role.DISINFECTION)


def responsible(read: Read) -> Mapping[Role, tuple[Hand, ...]]:
    """By role: those of the roster of this shift where it names any, else all officers of the role."""
    query = select(Officer).where(Officer.is_active).order_by(Officer.id)
    officers = [(Role(row.role), _hand(row)) for row in read.session.scalars(query)]
    shift = roster.on_duty(read)
    here = {person.officer for person in (*shift.leaders, *shift.people) if person.officer is not None}
    found: dict[Role, tuple[Hand, ...]] = {}
    for role in Role:
        all_of_it = [hand for each, hand in officers if each is role]
        found[role] = tuple([hand for hand in all_of_it if hand.officer in here] or all_of_it)
    found[Role.CHIEF] = _desk(read, officers) or found[Role.CHIEF]
    return found


def list_posts(read: Read) -> tuple[Post, ...]:
    """Who is on duty: leader and duty officers as the roster has them, then who works at each post, and who comes next."""
    shift, after, here = roster.on_duty(read), roster.next_shift(read), responsible(read)
    at_posts = {hand.officer for role in _POSTS for hand in here[role]}
    leaders = _of_roster(shift.leaders) or here[Role.LEADER]
    duty = _of_roster(each for each in shift.people if each.officer not in at_posts) or here[Role.CHIEF]
    posts = [Post(t("agenda.post.leader"), leaders), Post(t("agenda.post.duty"), duty)]
    posts += [Post(t(f"agenda.post.{role.value}"), here[role]) for role in _POSTS]
    coming = _of_roster(each for each in after.people if each not in shift.people)
    posts.append(Post(t("agenda.post.next"), coming[:1], waiting=True))
    return tuple(post for post in posts if post.hands)


def _of_roster(people: Iterable[roster.RosterPersonRow]) -> tuple[Hand, ...]:
    return tuple(Hand(each.name, each.post, each.phone or "", each.officer) for each in people)


def _desk(read: Read, officers: list[tuple[Role, Hand]]) -> tuple[Hand, ...]:
    """Whoever holds the desk; before anybody took it, whoever is signed in at it as its chief."""
    holder = read.session.scalar(select(Watch.officer_id).where(Watch.ended_at.is_(None)).limit(1))
    wanted = holder or (read.officer.id if read.officer.role in _DESK else None)
    return tuple(hand for _role, hand in officers if hand.officer == wanted)


def _hand(row: Officer) -> Hand:
    return Hand(row.name, row.title or "", row.phone or "", row.id)
