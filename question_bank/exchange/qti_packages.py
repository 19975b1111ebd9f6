"""QTI packages: which files hold items, in which order a test asks them, which pictures they show."""

from collections.abc import Iterator
from posixpath import dirname, join, normpath
from urllib.parse import unquote, urlsplit
from xml.etree.ElementTree import Element

from question_bank.errors import BankError, ItemError
from question_bank.exchange import pictures
from question_bank.exchange.item_content import MEGABYTE, Draft
from question_bank.exchange.qti_names import attribute, find, first, flat
from question_bank.exchange.xml_reading import parse
from question_bank.exchange.zip_reading import ZIP, Package
from question_bank.items import Picture

MANIFEST = "imsmanifest.xml"
LARGEST_XML = 4 * MEGABYTE
LARGEST_PICTURE = 8 * MEGABYTE
_RULES = ("selection", "ordering", "timelimits", "itemsessioncontrol", "precondition", "branchrule", "weight")


def version(source: bytes) -> str:
    """`qti2`, `qti3` or `canvas` for a package of items, "" for everything else."""
    if not source.startswith(ZIP) or MANIFEST.encode() not in source:
        return ""
    try:
        with Package(source) as package:
            manifest = package.read(MANIFEST, LARGEST_XML).lower()
    except BankError:
        return ""
    if b"v3p0" in manifest:
        return "qti3"
    return "qti2" if b"xmlv2p" in manifest or b"imsqti_v2p" in manifest else "canvas"


def resources(package: Package) -> list[tuple[str, str]]:
    """Type and path of each resource, in the order of the manifest; without one, every XML file."""
    if not package.has(MANIFEST):
        return [("", name) for name in sorted(package.names) if name.endswith(".xml")]
    root = parse(package.read(MANIFEST, LARGEST_XML), most=500_000)
    found = []
    for each in find(root, "resource"):
        address = attribute(each, "href")
        if not address:
            file = first(each, "file")
            address = attribute(file, "href") if file is not None else ""
        if address:
            found.append((attribute(each, "type").lower(), resolved("", address)))
    return found


def item_files(package: Package, draft: Draft) -> list[str]:
    """The files of items: in the order of the tests, then what no test asks."""
    listed = resources(package)
    items = [path for kind, path in listed if "item" in kind or not kind]
    asked: list[str] = []
    for path in [path for kind, path in listed if "test" in kind]:
        asked += _asked(package, path, draft)
    return list(dict.fromkeys([*asked, *items]))


def _asked(package: Package, path: str, draft: Draft) -> Iterator[str]:
    try:
        test = parse(package.read(path, LARGEST_XML), most=200_000)
    except ItemError as error:
        draft.error("file_not_read", None, name=path, reason=str(error))
        return
    rules = sorted({flat(each) for each in find(test, *_RULES)})
    if rules:
        draft.hint("test_not_kept", parts=", ".join(rules))
    draft.title = draft.title or attribute(test, "title")
    for each in find(test, "assessmentitemref"):
        yield resolved(dirname(path), attribute(each, "href"))


def resolved(folder: str, address: str) -> str:
    """The path inside the package which an address in a file of that folder means."""
    return normpath(join(folder, unquote(urlsplit(address).path))).lstrip("/")


class PackagePictures:
    """Finds the pictures of a package by the addresses its items use."""

    def __init__(self, package: Package, draft: Draft, language: str) -> None:
        self._package, self._draft, self._language = package, draft, language
        self._known: dict[str, Picture | None] = {}

    def beside(self, path: str) -> "Finder":
        """Looks from the folder of this file."""
        return Finder(self, dirname(path))

    def at(self, path: str, alternative: str) -> Picture | None:
        """The picture with this path, once."""
        if path not in self._known:
            self._known[path] = self._read(path, alternative)
        return self._known[path]

    def _read(self, path: str, alternative: str) -> Picture | None:
        if not self._package.has(path):
            return None
        content = self._package.read(path, LARGEST_PICTURE)
        name = path.rpartition("/")[2].replace("[", "(").replace("]", ")")
        if pictures.kind_of(content) is None:
            self._draft.remark("picture_kind", picture=name)
            return None
        alt = {self._language: alternative} if alternative else {}
        return Picture(name=name, sha256=self._draft.picture(content), alt=alt)


class Finder:
    """Pictures as the items of one folder name them."""

    def __init__(self, pictures: PackagePictures, folder: str) -> None:
        self._pictures, self._folder = pictures, folder

    def __call__(self, address: str, alternative: str) -> Picture | None:
        if "://" in address or address.startswith("data:"):
            return None
        cleaned = address.replace("$IMS-CC-FILEBASE$", "").replace("%24IMS-CC-FILEBASE%24", "").lstrip("/")
        for path in (resolved(self._folder, address), cleaned, f"web_resources/{unquote(cleaned)}"):
            found = self._pictures.at(path, alternative)
            if found:
                return found
        return None


def no_pictures(address: str, alternative: str) -> Picture | None:
    """A lone XML file has no pictures with it."""
    return None


def is_item(root: Element) -> bool:
    """Whether this is one assessment item."""
    return flat(root) == "assessmentitem"
