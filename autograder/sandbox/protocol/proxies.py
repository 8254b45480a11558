"""Objects that stay with the grader while a student's code uses them: an environment with its script, an agent's log.

Whatever is in a worker, a student's code can read and change there. So these never go: a worker gets a proxy, and each
call of its methods is sent to the grader, carried out on the object, and answered. Both ways, plain data travels.

An argument of a scenario stays here if it is a `gymnasium.Env`, or if its class has `exposed`, the names of the methods
that a student's code may call. What lies in lists is not looked at. Where an object has a `log`, plain data about how
it was used, that is compared with the logs of known mistakes; see `recognition`.
"""

from __future__ import annotations

import builtins
import copy
import inspect
import pickle
import sys
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from autograder.sandbox.protocol import wire
from autograder.sandbox.protocol.scenarios import ScenarioError

Place = int | str  # of an argument: its position, or its keyword
_COPY = "__deepcopy__"
_MAX_OBJECTS = 100  # with copies, in one call of a scenario
MAX_REQUEST = 2**14  # bytes: an action or an observation, not a way to fill the grader's memory or time
Ask = Callable[[bytes], Any]  # sends the request of a proxy, and returns the answer
Arguments = tuple[tuple[Any, ...], dict[str, Any]]


class NotARequest(ValueError):
    """What a worker has sent is no call of an exposed method."""


def is_request(frame: bytes | bytearray) -> bool:
    """Tell a request of a proxy from what else a worker sends, by its first byte: the others are dicts."""
    return frame[:1] == b"t"


def exposed(value: Any) -> tuple[str, ...]:
    """Return the methods of an object that stays here; nothing for any other."""
    if (gymnasium := sys.modules.get("gymnasium")) and isinstance(value, gymnasium.Env):
        return "reset", "step", "close"
    return tuple(getattr(type(value), "exposed", ()))


def take_out(args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> tuple[Arguments, dict[Place, Any]]:
    """Return the arguments with None in place of the objects that stay here, and these objects."""
    objects: dict[Place, Any] = {k: value for k, value in enumerate(args) if exposed(value)}
    objects |= {name: value for name, value in kwargs.items() if exposed(value)}
    return _replace(args, kwargs, dict.fromkeys(objects)), objects


def described(objects: Mapping[Place, Any]) -> dict[Place, bytes]:
    """Return what a worker needs to make proxies, pickled."""
    return {place: pickle.dumps((_signatures(value), _spaces(value))) for place, value in objects.items()}


def put_in(
    args: tuple[Any, ...], kwargs: Mapping[str, Any], descriptions: Mapping[Place, bytes], ask: Ask
) -> Arguments:
    """Return the arguments with a proxy for each object that was taken out."""
    return _replace(args, kwargs, {place: _proxy(place, of, ask) for place, of in descriptions.items()})


def carry_out(objects: dict[Place, Any], request: bytes) -> bytes:
    """Call what a proxy asks for, and return the answer. The request may be anything at all.

    Args:
        objects: what was taken out; a copy that is asked for is added.
        request: from a worker.

    Raises:
        NotARequest: it is no such call.
        ScenarioError: what the method returns cannot be sent.
    """
    try:
        place, name, args, kwargs = wire.decode(request)
    except ValueError:
        raise NotARequest from None
    target = objects.get(place) if isinstance(place, int | str) else None
    if target is None or not isinstance(args, tuple) or not isinstance(kwargs, dict):
        raise NotARequest
    if not isinstance(name, str) or name not in (*exposed(target), _COPY):
        raise NotARequest
    if name == _COPY:
        if len(objects) >= _MAX_OBJECTS:
            return _raised(RuntimeError(f"more than {_MAX_OBJECTS} copies"))
        copied = f"copy {len(objects)}"  # no keyword has a space
        objects[copied] = copy.deepcopy(target)
        return wire.encode({"answer": copied})
    try:
        answer = getattr(target, name)(*_with_scalars(args), **_with_scalars(kwargs))
    except Exception as error:  # an action that does not exist: it is raised where the student's code has called
        return _raised(error)
    try:
        return wire.encode({"answer": answer})
    except wire.WireError as error:
        raise ScenarioError(f"what {type(target).__name__}.{name}() returns cannot be sent: {error}") from error


def local(args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> Arguments:
    """Return copies of the arguments as a worker would get them, for a module in this process."""

    def ask(request: bytes) -> Any:
        return wire.decode(carry_out(objects, request))

    plain, objects = take_out(args, kwargs)
    args, kwargs = wire.decode(wire.encode(plain))
    return put_in(args, kwargs, described(objects), ask)


def unused(args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> Arguments:
    """Return the arguments with copies of what stays here, as it is now."""
    return _replace(args, kwargs, copy.deepcopy(take_out(args, kwargs)[1]))


def with_logs(result: Any, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> Any:
    """Return what a scenario has returned, together with the logs of the objects that it used, if there are any."""
    logs = [copy.deepcopy(value.log) for value in take_out(args, kwargs)[1].values() if hasattr(value, "log")]
    return (result, logs) if logs else result


def _replace(args: tuple[Any, ...], kwargs: Mapping[str, Any], by: Mapping[Place, Any]) -> Arguments:
    return (
        tuple(by.get(k, value) for k, value in enumerate(args)),
        {name: by.get(name, value) for name, value in kwargs.items()},
    )


def _signatures(value: Any) -> dict[str, inspect.Signature]:
    """Return the signatures of the exposed methods, without annotations: a worker may not know these types."""
    found = {name: inspect.signature(getattr(type(value), name)) for name in exposed(value)}
    return {
        name: signature.replace(
            parameters=[parameter.replace(annotation=parameter.empty) for parameter in signature.parameters.values()],
            return_annotation=signature.empty,
        )
        for name, signature in found.items()
    }


def _spaces(value: Any) -> tuple[Any, Any] | None:
    """Return the spaces of an environment, which a student's code may ask for the number of states."""
    both = getattr(value, "observation_space", None), getattr(value, "action_space", None)
    return None if both == (None, None) else both


def _raised(error: Exception) -> bytes:
    """Return an exception as an answer. Keep only text and numbers: the rest may be a student's, and huge."""
    parts = [str(part) if isinstance(part, str | int | float) else type(part).__name__ for part in error.args]
    return wire.encode({"raised": type(error).__name__, "message": " ".join(parts)[:2_000]})


def _proxy(place: Place, description: bytes, ask: Ask) -> Any:
    """Return an object of a class like any other: a student's code may look at its methods, or hash it."""
    signatures, spaces = pickle.loads(description)  # from the grader
    members = {name: _method(name, signature) for name, signature in signatures.items()} | {_COPY: _copied}
    proxy: Any
    if spaces is None:
        proxy = type("Agent", (), members)()
    else:
        import gymnasium  # where there is an environment, the assignment needs it

        proxy = type("Environment", (gymnasium.Env,), members)()
        proxy.observation_space, proxy.action_space = spaces
    proxy._place, proxy._ask = place, ask
    return proxy


def _method(name: str, signature: inspect.Signature) -> Callable[..., Any]:
    def method(*args: Any, **kwargs: Any) -> Any:
        signature.bind(*args, **kwargs)
        return _call(args[0], name, args[1:], kwargs)

    method.__name__ = method.__qualname__ = name
    method.__signature__ = signature  # type: ignore[attr-defined]
    return method


def _copied(proxy: Any, _: object) -> Any:
    copied = copy.copy(proxy)
    copied._place = _call(proxy, _COPY, (), {})
    return copied


def _call(proxy: Any, name: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    try:
        request = wire.encode((proxy._place, name, args, kwargs))
    except wire.WireError as error:
        raise TypeError(f"{name}() was given something that cannot be sent: {error}") from None
    if len(request) > MAX_REQUEST:
        raise ValueError(f"{name}() is given more than {MAX_REQUEST // 1024} kB")
    answer = proxy._ask(request)
    if "raised" in answer:
        raise _exception(answer["raised"], answer["message"])
    return _with_scalars(answer["answer"])


def _exception(name: str, message: str) -> Exception:
    for module in (builtins, sys.modules.get("gymnasium.error")):
        kind = getattr(module, name, None)
        if isinstance(kind, type) and issubclass(kind, Exception):
            try:
                return kind(message)
            except TypeError:  # it wants more than a message
                break
    return RuntimeError(f"{name}: {message}")


def _with_scalars(value: Any) -> Any:
    """Return numbers of NumPy as what they were: they travel as arrays without a dimension."""
    if isinstance(value, np.ndarray) and value.ndim == 0:
        return value[()]
    if isinstance(value, list | tuple):
        return type(value)(map(_with_scalars, value))
    return {key: _with_scalars(item) for key, item in value.items()} if isinstance(value, dict) else value
