"""What was learned in 2012: key problems, the question banks about them, the exam of the first quarter."""

import random

from portal.demo import problems, quarter_exam, question_banks
from portal.demo.organisation import Office
from portal.extensions import db
from portal.people.models import Account


def load(rng: random.Random, office: Office, neighbour: Office) -> None:
    city = office.county.parent
    trainer = db.session.scalars(db.select(Account).filter_by(login="zz001")).one()
    if city is None:
        raise ValueError("the county of the demo lies in a city")
    found = problems.load(office)
    banks = question_banks.load(office, trainer, city, found)
    people = [*office.people.values(), *neighbour.people.values()]
    quarter_exam.load(rng, city, trainer, banks, people, quarter_exam.MORNING)
