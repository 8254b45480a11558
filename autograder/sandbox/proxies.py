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
import functools
import pickle
import sys
import types
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from autograder.sandbox import wire

Place = int | str  # of an argument: its position, or its keyword
Ask = Callable[[dict[str, Any]], dict[str, Any]]  # sends a request of a proxy, and returns the answer
Arguments = tuple[tuple[Any, ...], dict[str, Any]]


class NotARequest(ValueError):
    """What a worker has sent is no call of an exposed method."""


def exposed(value: Any) -> tuple[str, ...]:
    """Return the methods of an object that stays here; nothing for any other."""
    if (gymnasium := sys.modules.get("gymnasium")) and isinstance(value, gymnasium.Env):
        return "reset", "step", "close"
    return tuple(getattr(type(value), "exposed", ()))


def take_out(args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> tuple[Arguments, dict[Place, Any]]:
    """Return the arguments with None for what stays here, and what does."""
    objects: dict[Place, Any] = {k: value for k, value in enumerate(args) if exposed(value)}
    objects |= {name: value for name, value in kwargs.items() if exposed(value)}
    return _replace(args, kwargs, dict.fromkeys(objects)), objects


def described(objects: Mapping[Place, Any]) -> dict[Place, Any]:
    """Return what a worker needs to make proxies, as plain data."""
    return {place: (exposed(value), _spaces(value)) for place, value in objects.items()}


def put_in(args: tuple[Any, ...], kwargs: Mapping[str, Any], descriptions: Mapping[Place, Any], ask: Ask) -> Arguments:
    """Return the arguments with a proxy for each object that was taken out."""
    return _replace(
        args, kwargs, {place: _proxy(place, methods, spaces, ask) for place, (methods, spaces) in descriptions.items()}
    )


def carry_out(objects: Mapping[Place, Any], request: Mapping[str, Any]) -> dict[str, Any]:
    """Call what a proxy asks for, and return the answer. The request may be anything at all.

    Raises:
        NotARequest: it is no such call.
    """
    place, name, args, kwargs = (request.get(key) for key in ("of", "do", "args", "kwargs"))
    target = objects.get(place) if isinstance(place, int | str) else None
    if target is None or name not in exposed(target) or not isinstance(args, tuple) or not isinstance(kwargs, dict):
        raise NotARequest
    try:
        args, kwargs = _with_scalars(args), {key: _with_scalars(value) for key, value in kwargs.items()}
        return {"answer": getattr(target, name)(*args, **kwargs)}
    except Exception as error:  # an action that does not exist: it is raised where the student's code has called
        message = error.args[0] if isinstance(error, KeyError) and error.args else error  # its str() has quotes
        return {"raised": type(error).__name__, "message": str(message)[:2_000]}


def local(args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> Arguments:
    """Return copies of the arguments as a worker would get them, for a module in this process."""

    def ask(request: dict[str, Any]) -> dict[str, Any]:
        answer: dict[str, Any] = wire.decode(wire.encode(carry_out(objects, wire.decode(wire.encode(request)))))
        return answer

    plain, objects = take_out(args, kwargs)
    args, kwargs = wire.decode(wire.encode(plain))
    return put_in(args, kwargs, described(objects), ask)


def unused(args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> Arguments:
    """Return the arguments with copies of what stays here, as it is now."""
    return _replace(args, kwargs, copy.deepcopy(take_out(args, kwargs)[1]))


def with_logs(result: Any, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> Any:
    """Return what a scenario has returned, together with the logs of the objects that it used, if there are any."""
    logs = [copy.copy(value.log) for value in take_out(args, kwargs)[1].values() if hasattr(value, "log")]
    return (result, logs) if logs else result


def _replace(args: tuple[Any, ...], kwargs: Mapping[str, Any], by: Mapping[Place, Any]) -> Arguments:
    return (
        tuple(by.get(k, value) for k, value in enumerate(args)),
        {name: by.get(name, value) for name, value in kwargs.items()},
    )


def _spaces(value: Any) -> bytes | None:
    """Return the spaces of an environment, which a student's code may ask for the number of states."""
    both = getattr(value, "observation_space", None), getattr(value, "action_space", None)
    return None if both == (None, None) else pickle.dumps(both)


def _proxy(place: Place, methods: tuple[str, ...], spaces: bytes | None, ask: Ask) -> Any:
    proxy: Any = types.SimpleNamespace()
    if spaces is not None:
        import gymnasium  # where there is an environment, the assignment needs it

        proxy = gymnasium.Env()
        proxy.observation_space, proxy.action_space = pickle.loads(spaces)  # from the grader
    for name in methods:
        setattr(proxy, name, functools.partial(_call, ask, place, name))
    return proxy


def _call(ask: Ask, place: Place, name: str, /, *args: Any, **kwargs: Any) -> Any:
    try:
        answer = ask({"of": place, "do": name, "args": args, "kwargs": kwargs})
    except wire.WireError as error:
        raise TypeError(f"{name}() is given something else than numbers: {error}") from None
    if "raised" in answer:
        raise getattr(builtins, answer["raised"], RuntimeError)(answer["message"])  # by its name, it is an exception
    return _with_scalars(answer["answer"])


def _with_scalars(value: Any) -> Any:
    """Return numbers of NumPy as what they were: they travel as arrays without a dimension."""
    if isinstance(value, np.ndarray) and value.ndim == 0:
        return value[()]
    return tuple(map(_with_scalars, value)) if isinstance(value, tuple) else value
