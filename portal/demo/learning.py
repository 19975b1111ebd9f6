"""What was learned in 2012: key problems, the question banks about them, the exam of the first quarter, and
what the retailers know and can do."""

import random
from collections.abc import Sequence
from datetime import datetime

from portal.demo import hands_on, knowing, practising, problems, quarter_exam, question_banks
from portal.demo.dealing import SEED
from portal.demo.organisation import Office
from portal.demo.shops import Shop
from portal.extensions import db
from portal.people.models import Account, Unit
from portal.quizzes.banks import item_figures

TRAINER = "zz001"


def load(office: Office, neighbour: Office, shops: Sequence[Shop], at: datetime) -> None:
    """`shops` are those that are open today. Chance of its own, so that nothing else of the demo moves."""
    rng = random.Random(SEED + 1)  # noqa: S311 - the same demo every time, no secret
    city = db.session.get_one(Unit, office.county.parent_id)
    trainer = db.session.scalars(db.select(Account).filter_by(login=TRAINER)).one()
    banks = question_banks.load(office, trainer, city, problems.load(office))
    people = [*office.people.values(), *neighbour.people.values()]
    quarter_exam.load(rng, city, trainer, banks, people, quarter_exam.MORNING)
    june = knowing.load_june(rng, office, banks["awareness"], shops)
    knowing.load_today(rng, office, banks["awareness"], june, shops, at)
    practising.load(rng, office, at)
    practising.open_exam(rng, office, banks, at)
    hands_on.load(rng, office, banks, shops, at)
    item_figures.renew()
