"""How QTI 2.2 and 3.0 name the same things."""

import re

_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_HTML = frozenset({"p", "div", "span", "img", "br"})


class Dialect:
    """How one version of QTI names things."""

    def __init__(self, format: str, space: str, templates: str, resource: str, *, kebab: bool) -> None:
        self.format, self.space, self.templates, self.resource = format, space, templates, resource
        self._kebab = kebab

    def name(self, name: str) -> str:
        """The name of an element."""
        return "qti-" + self.attribute(name) if self._kebab and name not in _HTML else name

    def attribute(self, name: str) -> str:
        """The name of an attribute."""
        return _HUMP.sub("-", name).lower() if self._kebab else name

    def template(self, name: str) -> str:
        """The address of a template for response processing."""
        return f"{self.templates}/{name}" + (".xml" if self._kebab else "")


TWO = Dialect(
    "QTI 2.2",
    "http://www.imsglobal.org/xsd/imsqti_v2p2",
    "http://www.imsglobal.org/question/qti_v2p2/rptemplates",
    "imsqti_item_xmlv2p2",
    kebab=False,
)
THREE = Dialect(
    "QTI 3.0",
    "http://www.imsglobal.org/xsd/imsqtiasi_v3p0",
    "https://www.imsglobal.org/question/qti_v3p0/rptemplates",
    "imsqti_item_xmlv3p0",
    kebab=True,
)
