"""Zips whose bytes depend on their contents alone."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from pathlib import Path

_EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest date that a zip can hold


def write_zip(path: Path, contents: Mapping[str, bytes]) -> Path:
    """Write a zip: same contents, same bytes, whenever and wherever it is made. Scripts are executable."""
    partial = path.with_name(path.name + ".part")
    with zipfile.ZipFile(partial, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(contents):
            info = zipfile.ZipInfo(name, _EPOCH)
            info.compress_type = zipfile.ZIP_DEFLATED
            mode = 0o755 if contents[name].startswith(b"#!") else 0o644
            info.external_attr = (0o100000 | mode) << 16
            info.create_system = 3  # Unix, or the mode would be ignored
            archive.writestr(info, contents[name])
    partial.replace(path)
    return path


def read_zip(path: Path) -> dict[str, bytes]:
    """Return the members of a zip that we made ourselves."""
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist() if not name.endswith("/")}
