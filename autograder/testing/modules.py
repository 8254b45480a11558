"""The modules that tests run on, wherever they live, and the scenarios that run on them.

A tested module is a student's in a worker, a student's in this process (on the student's own computer), or the
reference. A scenario is a function of such a module and plain data that returns plain data. What goes in and what comes
out is always a copy that went through the wire format, so that a test behaves alike wherever the module lives.
Environments stay in the grader's process, and so do other objects that students may use but must not change: see
`sandbox.protocol.proxies`.
"""

from __future__ import annotations

import functools
import types
from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import Any, Generic, ParamSpec, TypeVar

from autograder.course.manifest import Manifest
from autograder.sandbox.inside.loading import Failure, describe
from autograder.sandbox.inside.refusal import sentence
from autograder.sandbox.inside.source_check import Use
from autograder.sandbox.protocol import proxies, wire
from autograder.testing.advice import advice
from autograder.testing.evidence import Evidence, StudentError, TestStopped

_Parameters = ParamSpec("_Parameters")
_Result = TypeVar("_Result")


class TestedModule(ABC):
    """A module that scenarios run on. `module.name(*args)` is the scenario that calls one of its functions."""

    __test__ = False  # not a test class, whatever its name

    @abstractmethod
    def run(self, function: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        """Return `function(module, *args, **kwargs)`.

        Raises:
            StudentError: it raised an exception, or returned something that is not plain data.
            TestStopped: there will be no answer.
        """

    def __getattr__(self, name: str) -> Callable[..., Any]:
        if name.startswith("_"):
            raise AttributeError(name)
        return functools.partial(self.run, call_by_name, name)


class Scenario(Generic[_Result]):
    """A function `(module, *plain data) -> plain data`, to be called with a :class:`TestedModule`."""

    def __init__(self, function: Callable[..., _Result]) -> None:
        functools.update_wrapper(self, function)
        self.__wrapped_scenario__ = function

    def __call__(self, module: TestedModule | types.ModuleType, /, *args: Any, **kwargs: Any) -> _Result:
        """Run on a tested module; inside another scenario, on the plain module that this one was given."""
        if isinstance(module, TestedModule):
            result: _Result = module.run(self.__wrapped_scenario__, *args, **kwargs)
            return result
        return self.__wrapped_scenario__(module, *args, **kwargs)


def scenario(function: Callable[..., _Result]) -> Scenario[_Result]:
    """Make `function(student, *plain data)` a scenario. It may use its arguments, libraries, and plain helpers.

    A `gymnasium.Env` among the arguments is used through a proxy: see `sandbox.protocol.proxies`.

    >>> @scenario
    ... def doubled_gradient(student, x):
    ...     x = x.requires_grad_()
    ...     (2 * student.softmax(x)).sum().backward()
    ...     return x.grad
    """
    return Scenario(function)


def call_by_name(student: Any, name: str, *args: Any, **kwargs: Any) -> Any:
    """Call one function of the module: the scenario behind `module.name(...)`."""
    return getattr(student, name)(*args, **kwargs)


class LocalModule(TestedModule):
    """A student's module in this process: breakpoints work, and nothing protects us from it."""

    def __init__(self, module: types.ModuleType) -> None:
        self._module = module

    def run(self, function: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        """See :meth:`TestedModule.run`."""
        args, kwargs = proxies.local(args, kwargs)  # what is wrong with them is no student's fault
        try:
            return wire.decode(wire.encode(function(self._module, *args, **kwargs)))
        except KeyboardInterrupt:
            raise
        except BaseException as error:  # a SystemExit, or pytest.skip(), is a student's mistake like any other
            raise student_error(
                describe(error, getattr(self._module, "__file__", None) or ""), self._module.__name__
            ) from error


class ReferenceFailed(Exception):
    """The reference itself raised an exception: a mistake of ours, whatever the submission."""


class ReferenceModule(TestedModule):
    """The reference, in this process."""

    def __init__(self, module: types.ModuleType) -> None:
        self._module = module

    def run(self, function: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        """See :meth:`TestedModule.run`."""
        args, kwargs = proxies.local(args, kwargs)
        try:
            return wire.decode(wire.encode(function(self._module, *args, **kwargs)))
        except Exception as error:
            raise ReferenceFailed(f"{type(error).__name__}: {error}") from error


def student_error(failure: Failure, module_name: str, memory_mb: int | None = None) -> StudentError | TestStopped:
    """Put an exception in a student's code into words; `memory_mb` is what it may use, where that is limited."""
    where = ""
    if failure.line is not None:
        inside = f", in `{failure.function}`" if failure.function and failure.function != "<module>" else ""
        where = f"{module_name}.py, line {failure.line}{inside}" + (f": `{failure.code}`" if failure.code else "")
    note = where or None
    if failure.type == "PermissionError":
        note = f"{where}\nOn the grader, your code may write files only in its own folder, and may not use the network."
    if "Refused" in failure.bases:
        return TestStopped("refused", Evidence(failure.message, note=note))
    if failure.type == "NotImplementedError":
        unwritten = Evidence(failure.message or "not written yet", says_all=True)
        return StudentError(unwritten, (failure.type, *failure.bases), failure.message)
    if failure.type == "WireError":
        finding = f"the result cannot be checked: {failure.message}"
    elif failure.type == "MemoryError":
        limit = f"; it may use {memory_mb} MB in a test" if memory_mb else ""
        finding = f"your code ran out of memory{limit}"
    elif failure.type == "AttributeError" and failure.message.startswith(f"module '{module_name}' has no attribute"):
        finding = f"{module_name}.py has no {failure.message.split('attribute')[-1].strip()}"
    else:
        finding = f"your code raised {failure.type}" + (f": {failure.message}" if failure.message else "")
        note = "\n".join(filter(None, [where, advice(failure.type, failure.message)])) or None
    return StudentError(Evidence(finding, note=note), (failure.type, *failure.bases), failure.message)


def refused_use(use: Use, question: str, manifest: Manifest) -> Evidence | None:
    """Put a use of a refused name into words, if it is one in `question`."""
    names = ["", *manifest.question(question).names]
    for refused in manifest.refused:
        if refused.name == use.refused and refused.applies_to(question) and use.reached_from in names:
            return Evidence(sentence(use.written, refused.because), note=f"{manifest.module}, line {use.line}")
    return None
