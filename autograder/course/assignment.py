"""One assignment: where its files lie, and how it is found."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from autograder.course.manifest import MANIFEST, load_manifest


class NoSuchAssignment(LookupError):
    """There is no assignment of that name. The message lists those there are."""


class Assignment:
    """A manifest and the folders it belongs to.

    Args:
        name: of the assignment, such as `hw2_optimizers`.
        public: the folder that students see (manifest, handout, stub, public tests).
        private: the folder that they never see (reference, hidden tests, alternatives, mistakes); None on a student's
            computer.
    """

    def __init__(self, name: str, public: Path, private: Path | None) -> None:
        self.name = name
        self.public = public
        self.private = private
        self.manifest = load_manifest(public / MANIFEST)

    @property
    def module_name(self) -> str:
        """The import name of the module that students write."""
        return self.manifest.module.removesuffix(".py")

    @property
    def refused(self) -> tuple[str, ...]:
        """The names that submissions must do without, in some question at least."""
        return tuple(refused.name for refused in self.manifest.refused)

    @property
    def stub(self) -> Path:
        """The file that students fill in."""
        return self.public / self.manifest.module

    @property
    def public_tests(self) -> list[Path]:
        """The files with the tests that students have: as a rule, one."""
        return self._in_order(self.public.glob("test_*.py"))

    @property
    def handout(self) -> Path:
        """The text that students read."""
        return self.public / "README.md"

    @property
    def solutions(self) -> Path:
        """The private folder, for work that needs it."""
        if self.private is None or not self.private.is_dir():
            raise FileNotFoundError(f"{self.name} has no folder with solutions here ({self.private})")
        return self.private

    @property
    def reference(self) -> Path:
        """The reference solution."""
        return self.solutions / self.manifest.module

    @property
    def hidden(self) -> Path:
        """The folder with the tests that students do not have, and with what these import, common.py."""
        return self.solutions / "hidden"

    @property
    def hidden_tests(self) -> list[Path]:
        """The files with the tests that students do not have: as a rule, one for each question."""
        return self._in_order(self.hidden.glob("test_*.py"))

    @property
    def hidden_files(self) -> list[Path]:
        """Those files, and what they import."""
        return sorted(self.hidden.glob("*.py"))

    def _in_order(self, files: Iterable[Path]) -> list[Path]:
        """Sort test files: those named after a question come first, in the order of the questions."""
        places = {f"test_{question.name}": place for place, question in enumerate(self.manifest.questions)}
        return sorted(files, key=lambda path: (places.get(path.stem, len(places)), path.name))


def find_assignments(root: Path) -> list[Assignment]:
    """Return every assignment below `root`/assignments, by name."""
    return [
        Assignment(folder.name, folder, root / "solutions" / folder.name)
        for folder in sorted((root / "assignments").glob("*"))
        if (folder / MANIFEST).is_file()
    ]


def find_assignment(root: Path, name: str) -> Assignment:
    """Return one assignment by name.

    Raises:
        NoSuchAssignment: there is none of that name.
    """
    if name.isidentifier() and (root / "assignments" / name / MANIFEST).is_file():
        return Assignment(name, root / "assignments" / name, root / "solutions" / name)
    known = ", ".join(a.parent.name for a in sorted((root / "assignments").glob(f"*/{MANIFEST}")))
    where = root / "assignments"
    raise NoSuchAssignment(f"there is no assignment {name!r} in {where} (there is: {known or 'none at all'})")
