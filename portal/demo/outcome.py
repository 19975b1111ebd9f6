"""What came of the listening survey: its plain totals for the respondents, and 你们说·我们改."""

from datetime import datetime

from portal.demo.organisation import Office
from portal.results.asking import Asked
from portal.results.publishing import add_change, publish_totals
from portal.results.query import Results
from portal.surveys.models import Survey

TOTALS = (
    ("q9:top", "对我们的服务满意或很满意", "satisfied or very satisfied with our service"),
    ("q1:rare", "觉得客户经理来得偏少", "say that their customer manager comes too rarely"),
    ("q6:no", "说送到的货没有问题", "say that deliveries arrive without faults"),
)
SAID = {"zh-Hans": "订货截止前没人提醒，常常忘了时间", "en": "Nobody reminds us before ordering closes"}
CHANGED = {"zh-Hans": "订货提醒提前到 11:30", "en": "The ordering reminder now comes at 11:30"}


def load(office: Office, survey: Survey, at: datetime) -> None:
    results = Results(survey, office.director, Asked(), at)
    publish_totals(results, TOTALS, actor=office.director, at=at)
    add_change(survey, said=SAID, text=CHANGED, actor=office.director, at=at)
