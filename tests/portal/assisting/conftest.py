"""A county with a customer manager, a shop in his care and an open survey that notes the shop."""

from dataclasses import dataclass
from typing import Any

import pytest

from portal.distribution.models import Channel, Kind
from portal.people.models import Account, Unit, UnitKind
from portal.retailers.models import Retailer
from portal.surveys.models import Mode, Survey
from tests.factories import make_account, make_channel, make_code, make_retailer, make_survey, make_unit


@dataclass
class County:
    unit: Unit
    district: Unit
    manager: Account
    clerk: Account
    shop: Retailer
    survey: Survey
    channel: Channel
    code: str

    def another_survey(self, **values: Any) -> str:
        """Its channel's code."""
        return str(make_code(make_channel(make_survey(self.unit, **values))).code)


@pytest.fixture
def county(app: Any) -> County:
    unit = make_unit("Changtai", UnitKind.COUNTY)
    district = make_unit("North", UnitKind.DISTRICT, unit)
    manager = make_account("staff", district, post="customer_manager", name="Lin")
    shop = make_retailer(district, manager_id=manager.id, phone="13800000586", size="small")
    survey = make_survey(unit, mode=Mode.NAMED, title={"en": "Service"})
    channel = make_channel(survey, name="Visits", kind=Kind.PEOPLE)
    code = make_code(channel).code
    return County(unit, district, manager, make_account("clerk", unit), shop, survey, channel, code)


@pytest.fixture
def speaking_english(app: Any, client: Any) -> None:
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
