"""The columns of the people's spreadsheet in the office's own words, and what a post means for the role."""

from flask_babel import lazy_gettext as _l

from portal import access
from portal.people.logins import BadLogin, checked
from portal.people.models import POSTS
from portal.sheets import cells
from portal.sheets.columns import BadCell, Column, Columns

POST_TEXTS = {
    "director": "主任", "customer_manager": "客户经理", "clerk": "内勤", "team_leader": "团队长",
    "deliverer": "送货员", "inspector": "专管员", "telephonist": "电访员", "trainer": "培训师",
    "auditor": "审计", "administrator": "管理员",
}  # fmt: skip
# An administrator is made on screen only, by somebody who knows what that means.
ROLE_OF_POST = {
    "director": access.MANAGER, "clerk": access.CLERK, "team_leader": access.LEADER,
    "trainer": access.TRAINER, "auditor": access.AUDITOR,
}  # fmt: skip
YES, NO = "yes", "no"
ON_DUTY_TEXTS = {YES: "是", NO: "否"}
ON_DUTY = {"是": YES, "在岗": YES, "y": YES, "yes": YES, "1": YES, "√": YES} | {
    "否": NO, "离岗": NO, "离职": NO, "不在岗": NO, "n": NO, "no": NO, "0": NO, "×": NO,
}  # fmt: skip


def _login(value: str) -> str:
    """As Excel shows it, refused where it has eaten digits, then folded like a typed one."""
    try:
        return checked(cells.number_text(80)(value) if value[:1].isdigit() else cells.clean(value))
    except BadLogin as refused:
        raise BadCell(refused.message) from refused


POST_WORDS = {text: key for key, text in POST_TEXTS.items()} | {key: key for key in POSTS}
COLUMNS: Columns = (
    Column("login", "工号", ("员工号", "人员编号", "账号", "staff no"), True, _login,
           _l("As text; this number tells one person from another"), "1001"),
    Column("name", "姓名", ("员工姓名", "full name"), True, cells.short_text(80), "", "林小明"),
    Column("phone", "手机", ("手机号", "手机号码", "电话", "联系电话", "phone number"), True, cells.phone,
           _l("As text, so that a leading zero stays"), "13800138000", 16),
    Column("unit", "单位", ("所属单位", "公司", "unit name"), True, cells.short_text(80),
           _l("As it is called under Units"), "长泰县公司", 18),
    Column("department", "部门", ("科室", "department name"), False, cells.short_text(80),
           "", "客户服务中心", 18),
    Column("post", "岗位", ("职务", "职位", "post name"), False, cells.one_of(POST_WORDS),
           " / ".join(POST_TEXTS.values()), "客户经理"),
    Column("superior", "上级工号", ("上级", "直接上级", "superior no"), False, cells.short_text(80),
           "", "1000"),
    Column("district", "片区", ("所属片区", "区域", "district name"), False, cells.short_text(80),
           "", "南片"),
    Column("on_duty", "在岗", ("是否在岗", "状态", "on duty"), False, cells.one_of(ON_DUTY),
           "是 / 否", "是", 8),
)  # fmt: skip
HEADINGS = {column.key: column.heading for column in COLUMNS}
