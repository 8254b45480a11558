"""The manifest of an assignment, `assignment.toml`: what may stand in it, and what is said when something is wrong."""

from __future__ import annotations

import sys
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

MANIFEST = "assignment.toml"
POINTS_PER_ASSIGNMENT = 100

Visibility = Literal["visible", "hidden", "after_due_date", "after_published"]
_Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=40)]
_Module = Annotated[str, Field(pattern=r"^[A-Za-z_][\w.]*$")]
_Sentence = Annotated[str, Field(min_length=3, max_length=300)]


_NEEDED = {"numpy", "gymnasium", "autograder", *sys.stdlib_module_names}  # cannot be refused as a whole


class ManifestError(ValueError):
    """A mistake in what an instructor wrote: a manifest, a test file, the bank. The message says where and what."""


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Question(_Model):
    """A part of the assignment with points of its own."""

    name: _Name
    title: _Sentence
    points: float = Field(gt=0, le=POINTS_PER_ASSIGNMENT)
    names: tuple[str, ...] = Field(min_length=1, description="the public names of the module that it grades")
    handout: str | None = Field(None, description="the heading of the handout's section on it")


class Refused(_Model):
    """A name that a submission may not use."""

    name: str = Field(pattern=r"^[A-Za-z_][\w]*(\.[A-Za-z_][\w]*)*$", description="dotted, or a whole package")
    because: _Sentence
    operators: tuple[Annotated[str, Field(pattern=r"^\w+::\w+$")], ...] = Field(
        (), description="operators of torch that do the same, such as aten::_softmax"
    )
    questions: tuple[str, ...] = Field((), description="the questions that refuse this name; without it, all")

    @property
    def package(self) -> bool:
        """Whether this is a package that is to be absent."""
        return "." not in self.name

    def applies_to(self, question: str) -> bool:
        """Return whether the name is refused in a question."""
        return not self.questions or question in self.questions


class Feedback(_Model):
    """What a student sees of the hidden tests."""

    hidden_tests: Visibility = Field("after_due_date", description="when students see a hidden test's result")
    reveal_expected: bool = Field(True, description="whether a failed hidden test shows the expected value")


class Late(_Model):
    """What late submissions lose. The time of the upload counts, as Gradescope gives it."""

    grace_minutes: float = Field(0.0, ge=0, description="minutes after the due date that cost nothing")
    percent_per_day: float = Field(gt=0, le=100, description="of the points, for every day begun after the due date")
    at_most_percent: float = Field(100.0, gt=0, le=100, description="of the points, however late it is")


class Leaderboard(_Model):
    """A column of Gradescope's leaderboard: a number that a test notes by pytest's record_property."""

    name: _Sentence
    order: Literal["desc", "asc"] = Field("desc", description="whether the largest or the smallest is best")


class Manifest(_Model):
    """The whole of `assignment.toml`."""

    format: Literal[1] = Field(description="version of this file's format")
    title: _Sentence
    version: str = Field(min_length=1, max_length=40, description="of the assignment; a new one draws new inputs")
    module: str = Field(pattern=r"^[a-z][a-z0-9_]*\.py$", description="the file that students submit")
    seconds: float = Field(5.0, gt=0, le=60, description="of a student's code, for each test")
    total_seconds: float = Field(120.0, gt=0, le=1800, description="of a student's code, for all tests together")
    memory_mb: int = Field(256, ge=64, le=4096, description="of a student's code, beyond the libraries")
    disk_mb: int = Field(256, ge=80, le=4096, description="of files of a student's code, at most 1 MB each")
    imports: tuple[_Module, ...] = Field((), description="slow modules that students use: imported once for all tests")
    feedback: Feedback = Feedback()
    questions: tuple[Question, ...] = Field(min_length=1)
    refused: tuple[Refused, ...] = ()
    late: Late | None = Field(None, description="what late submissions lose; without it, nothing")
    leaderboard: tuple[Leaderboard, ...] = ()

    def question(self, name: str) -> Question:
        """Return the question called `name`; KeyError if there is none."""
        for question in self.questions:
            if question.name == name:
                return question
        raise KeyError(name)

    @field_validator("questions")
    @classmethod
    def _distinct_names(cls, questions: tuple[Question, ...]) -> tuple[Question, ...]:
        names = [question.name for question in questions]
        for name in names:
            if names.count(name) > 1:
                raise ValueError(f"two questions are called {name!r}; names must differ")
        return questions

    @model_validator(mode="after")
    def _refused_questions(self) -> Manifest:
        known = [question.name for question in self.questions]
        for refused in self.refused:
            if refused.name in _NEEDED:
                raise ValueError(f"refused ({refused.name!r}): the grader itself needs this package in every worker")
            if refused.package and refused.questions:
                raise ValueError(f"refused ({refused.name!r}): a whole package is refused in all questions or in none")
            for name in refused.questions:
                if name not in known:
                    raise ValueError(f"refused ({refused.name!r}): no question {name!r}; there is {', '.join(known)}")
        return self

    @model_validator(mode="after")
    def _sum_of_points(self) -> Manifest:
        total = sum(question.points for question in self.questions)
        if abs(total - POINTS_PER_ASSIGNMENT) > 1e-9:
            raise ValueError(f"questions: their points sum to {total:g}; an assignment has {POINTS_PER_ASSIGNMENT}")
        return self


def load_manifest(path: Path) -> Manifest:
    """Read and check one `assignment.toml`.

    Raises:
        ManifestError: with every mistake found, one a line.
    """
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ManifestError(f"{path}: there is no such file") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ManifestError(f"{path}: not valid TOML: {error}") from None
    try:
        return Manifest.model_validate(data)
    except ValidationError as error:
        raise ManifestError("\n".join(f"{path}: {_explain(e, data)}" for e in error.errors())) from None


def _explain(error: Any, data: dict[str, Any]) -> str:
    """Say one of pydantic's findings in the words of somebody who writes TOML."""
    location: Sequence[str | int] = error["loc"]
    key = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in location).lstrip(".")
    for depth in range(len(location), 0, -1):  # name the entry of a list, not only its number
        entry = _at(data, location[:depth])
        if isinstance(entry, dict) and isinstance(location[depth - 1], int) and "name" in entry:
            key += f" ({entry['name']!r})"
            break
    if error["type"] == "extra_forbidden":
        allowed = ", ".join(_fields_at(location[:-1]))
        return f"{key}: there is no such key; allowed here: {allowed}"
    if error["type"] == "missing":
        return f"{key}: this key is required{_described(location)}"
    message = str(error["msg"]).removeprefix("Value error, ")
    given = "" if error["type"] == "value_error" else f", not {error['input']!r}"
    return f"{key}: {message}{given}{_described(location)}" if key else message


def _at(data: Any, location: Sequence[str | int]) -> Any:
    for part in location:
        try:
            data = data[part]
        except (KeyError, IndexError, TypeError):
            return None
    return data


def _model_at(location: Sequence[str | int]) -> type[BaseModel]:
    nested: dict[str | int, type[BaseModel]] = {
        "questions": Question,
        "refused": Refused,
        "feedback": Feedback,
        "late": Late,
        "leaderboard": Leaderboard,
    }
    return nested.get(location[0], Manifest) if location else Manifest


def _fields_at(location: Sequence[str | int]) -> list[str]:
    return list(_model_at(location).model_fields)


def _described(location: Sequence[str | int]) -> str:
    field = _model_at(location[:-1]).model_fields.get(str(location[-1])) if location else None
    return f" ({field.description})" if field and field.description else ""
