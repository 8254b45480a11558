"""What an audit found, as data: the JSON of `autograder audit`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, NamedTuple

from pydantic import BaseModel, ConfigDict, Field

Kind = Literal["stub", "reference", "alternative", "mistake"]


_KINDS: tuple[tuple[Kind, str, str], ...] = (
    ("reference", "reference", "gets every point"),
    ("alternative", "alternatives", "get every point"),
    ("stub", "stub", "gets none"),
    ("mistake", "mistakes", "fail the test named for them, which shows their hint"),
)


class Row(NamedTuple):
    """One kind of what was handed in: how many there were, and how many came out as they must."""

    name: str
    total: int
    good: int
    remark: str


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True)


class TestAudit(_Model):
    """One test: what it costs and what it is good for."""

    __test__ = False  # not a test class, whatever its name

    name: str
    title: str
    question: str
    points: float
    hidden: bool
    seconds: float  # that the reference takes
    memory_mb: int  # that the reference's process takes, the libraries included
    by_accident: tuple[str, ...] = ()  # the mistakes that fail it, though another test is named for them
    redundant: bool  # without it, every mistake and mutant that is caught would be caught all the same


class SubmissionAudit(_Model):
    """One submission of the bank, whose fate is known beforehand; `problems` is empty if it came out so.

    A mistake is graded by the tests of its own question, the others by all; `collateral` is about all questions.
    """

    kind: Kind
    name: str
    expected: str  # what must come of it, in words
    caught_by: str | None = None  # of a mistake: the test that must fail
    score: float
    failed: tuple[str, ...]  # the tests that it failed
    only_sometimes: tuple[str, ...]  # those that it failed with one seed and passed with another
    recognised: bool = False  # of a mistake: whether the test that must fail shows its hint
    wrong_hints: tuple[str, ...] = ()  # the mistakes that it would be recognised as without its own file
    collateral: dict[str, float] = Field(default_factory=dict)  # of a mistake: other tests that it fails, their points
    problems: tuple[str, ...] = ()


class MutantAudit(_Model):
    """The reference with one small change."""

    operator: str
    line: int
    before: str
    after: str
    diff: str
    failed: tuple[str, ...]
    equivalent: str | None = None  # why it makes no difference, if the instructor has said so

    @property
    def survived(self) -> bool:
        """Whether no test noticed it, though one could have."""
        return not self.failed and self.equivalent is None


class AttackResult(_Model):
    """What became of one hostile submission; it has failed, as it should, where `problems` is empty."""

    group: str
    name: str
    idea: str
    score: float
    seconds: float
    problems: tuple[str, ...]


class Audit(_Model):
    """The audit of one assignment; the JSON of `autograder audit` holds a list of them."""

    format: Literal[1] = 1
    assignment: str
    title: str
    version: str
    isolation: tuple[str, ...]
    isolation_missing: dict[str, str]
    seconds: float
    tests: tuple[TestAudit, ...]
    submissions: tuple[SubmissionAudit, ...]
    mutants: tuple[MutantAudit, ...]
    attacks: tuple[AttackResult, ...]
    problems: tuple[str, ...]  # what keeps the audit from being clean, in words

    @property
    def collateral(self) -> list[SubmissionAudit]:
        """The mistakes that cost points in more than the test named for them, the dearest first."""
        dear = [one for one in self.submissions if one.collateral]
        return sorted(dear, key=lambda one: (-sum(one.collateral.values()), one.name))

    def rows(self) -> Iterator[Row]:
        """Yield the summary."""
        for kind, name, remark in _KINDS:
            if bank := [one for one in self.submissions if one.kind == kind]:
                yield Row(name, len(bank), sum(not one.problems for one in bank), remark)
        if mistakes := [one for one in self.submissions if one.kind == "mistake"]:
            right = sum(not one.wrong_hints for one in mistakes)
            yield Row("mistakes without their own file", len(mistakes), right, "are not recognised as another one")
        if self.submissions:
            steady = sum(not one.only_sometimes for one in self.submissions)
            yield Row("all of these with other seeds", len(self.submissions), steady, "fail the same tests")
        if able := [mutant for mutant in self.mutants if mutant.equivalent is None]:
            remark = f"are noticed; {len(self.mutants) - len(able)} more make no difference"
            yield Row("mutants", len(able), sum(not mutant.survived for mutant in able), remark)
        for group in dict.fromkeys(attack.group for attack in self.attacks):
            attacks = [attack for attack in self.attacks if attack.group == group]
            remark = f"are in vain; the slowest took {max(attack.seconds for attack in attacks):.1f} s"
            yield Row(f"attacks after {group}", len(attacks), sum(not a.problems for a in attacks), remark)
