"""Objects that stay with the grader: a student's code uses an environment, and can neither read nor forge it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import gymnasium
import numpy as np
import pytest
from frames import EXAMPLES
from hypothesis import given
from hypothesis import strategies as st
from vocabulary import student

from autograder.grading.sandboxed import SandboxedSubmission
from autograder.sandbox.client import StudentCode, Worker, WorkerLost
from autograder.sandbox.host import Sandbox
from autograder.sandbox.protocol import proxies, wire
from autograder.sandbox.protocol.scenarios import ScenarioError
from autograder.testing import StudentError
from autograder.testing.domains.mdp import ScriptedEnv

VALUES = EXAMPLES[:-1]  # the last one is as deep as can be, without a request around it
EPISODE = [(3, 0.5, False, False), (5, -1.0, False, False), (7, 2.0, True, False)]


class Agent:
    """Says what it is asked for."""

    exposed = ("get_action",)

    def __init__(self) -> None:
        self.log: list[Any] = []

    def get_action(self, observation: Any) -> Any:
        self.log.append(observation)
        return np.int64(2)

    def tell(self) -> str:
        return "what no student may call"


@pytest.fixture(params=["here", "in a worker"])
def run(request, hw2, sandbox: Sandbox) -> Callable[..., Any]:
    """Call `f` of a source, wherever it runs."""

    def call(source: str, *args: Any, **kwargs: Any) -> Any:
        if request.param == "here":
            return student(source).f(*args, **kwargs)
        with SandboxedSubmission(source.encode(), hw2, sandbox).fresh("adam", seed=1) as module:
            return module.f(*args, **kwargs)

    return call


def test_an_environment_is_played(run):
    source = """
import gymnasium, numpy as np
def f(env, agent, *, seed):
    assert isinstance(env, gymnasium.Env) and env.unwrapped is env
    env = gymnasium.wrappers.TimeLimit(env, 10)
    observation, info = env.reset(seed=seed)
    seen, done = [observation], False
    while not done:
        action = agent.get_action(observation)
        assert type(action) is np.int64
        observation, reward, terminated, truncated, info = env.step(action)
        seen.append((observation, reward, type(observation).__name__, info))
        done = terminated or truncated
    env.close()
    return seen, int(env.observation_space.n), env.action_space.contains(4)
"""
    env, agent = ScriptedEnv(np.int64(1), EPISODE, states=9, actions=5), Agent()
    seen, states, fifth = run(source, env, agent, seed=4)
    assert seen == [1, (3, 0.5, "int", {}), (5, -1.0, "int", {}), (7, 2.0, "int", {})]
    assert (states, fifth) == (9, True)
    assert env.log == [("reset", 4, None), ("step", 2), ("step", 2), ("step", 2), ("close",)]
    assert agent.log == [1, 3, 5]


def test_gymnasiums_own_environments_can_be_given(run):
    lake = gymnasium.make("FrozenLake-v1", is_slippery=False)
    source = "def f(env):\n    return env.reset(seed=1)[0], [env.step(a)[:3] for a in (1, 1, 2, 1, 2, 2)]"
    start, steps = run(source, lake)
    assert start == 0
    assert steps == [(4, 0, False), (8, 0, False), (9, 0, False), (13, 0, False), (14, 0, False), (15, 1, True)]


@pytest.mark.parametrize(
    ("what", "raised"),
    [("env.step('north')", "KeyError: 'north'"), ("env.step()", "TypeError: "), ("env.step(print)", "TypeError: step")],
)
def test_what_an_environment_raises_is_raised_where_it_was_called(run, what, raised):
    lake = gymnasium.make("FrozenLake-v1", is_slippery=False)
    source = f"def f(env):\n    env.reset()\n    {what}"
    with pytest.raises(StudentError, match=raised) as caught:
        run(source, lake)
    assert "line 3" in (caught.value.evidence.note or "")
    handled = f"def f(env):\n    env.reset()\n    try:\n        {what}\n    except {raised.partition(':')[0]}:\n"
    assert run(handled + "        return 'handled'", lake) == "handled"


SEARCHES = {
    "its attributes": "found = [vars(env), vars(agent), dir(env)]",
    "every object": "import gc\n    found = [vars(o) for o in gc.get_objects() if type(o).__name__ == 'ScriptedEnv']",
    "its callers": """
    import sys
    frame, found = sys._getframe(1), []
    while frame:
        found += [frame.f_locals]
        frame = frame.f_back
""",
}


@pytest.mark.parametrize("search", SEARCHES.values(), ids=SEARCHES)
def test_neither_the_script_nor_the_log_is_in_the_worker(hw2, sandbox, search):
    env, agent = ScriptedEnv(0, [(9_876_543, 0.0, True, False)]), Agent()
    source = f"def f(env, agent):\n    {search}\n    env.log = agent.log = [('step', 1)]\n    return repr(found)"
    with SandboxedSubmission(source.encode(), hw2, sandbox).fresh("adam", seed=1) as module:
        assert "9876543" not in module.f(env, agent)
    assert env.log == agent.log == []


def test_only_exposed_methods_of_given_objects_can_be_asked_for(sandbox):
    source = b"""
from autograder.sandbox.protocol import wire
import os, struct
def f(agent, env, request):
    payload = wire.encode(request)
    os.write(3, struct.pack("<I", len(payload)) + payload)
    return struct.unpack("<I", os.read(3, 4))[0]
"""
    good = (0, "get_action", (1,), {})
    wrong = [
        *((place, *good[1:]) for place in (2, None, [0], -1, True, "env")),
        *((0, name, *good[2:]) for name in ("tell", "log", "__init__", ["get_action"], None, np.zeros(2))),
        *((0, "get_action", args, {}) for args in ([1], None)),
        (*good[:3], ()),
        good[:3],
        (*good, 1),
        (),
        (0, "get_action", ("much" * 10_000,), {}),
    ]

    def ask(request: tuple[Any, ...]) -> Any:
        with worker(sandbox, source) as one:
            return one.call(call_f, (Agent(), ScriptedEnv(0, EPISODE), request), {})

    assert ask(good) > 0
    for request in wrong:
        with pytest.raises(WorkerLost, match="something other than a result"):
            ask(request)
    with worker(sandbox, source) as one, pytest.raises(WorkerLost, match="something other than a result"):
        one.call(call_f, (1, 2, good), {})


@given(
    place=st.sampled_from([0, 1, "x", None, *VALUES]),
    name=st.sampled_from(["step", "get_action", "reset", "__deepcopy__", "log", 1, *VALUES]),
    args=st.lists(st.sampled_from(VALUES), max_size=3).map(tuple) | st.sampled_from(VALUES),
    kwargs=st.dictionaries(st.sampled_from(["seed", "action", "x"]), st.sampled_from(VALUES)),
    cut=st.integers(0, 8),
)
def test_any_request_is_answered_or_refused(place, name, args, kwargs, cut):
    env = ScriptedEnv(0, EPISODE)
    try:
        request = wire.encode((place, name, args, kwargs))
        encoded = proxies.carry_out({0: env, "x": Agent()}, request[: len(request) - max(0, cut - 6)])
    except proxies.NotARequest:
        return
    answer = wire.decode(encoded)
    assert set(answer) in ({"answer"}, {"raised", "message"})
    assert len(encoded) < 5_000
    assert len(wire.encode(env.log)) < 5_000  # a student chooses what is in it, and how often


def test_what_is_too_much_is_not_even_looked_at(run):
    source = """
import numpy as np
def f(env, size):
    try:
        return env.step(np.zeros(size))[0]
    except ValueError as error:
        return str(error)
"""
    env = ScriptedEnv(0, EPISODE)
    assert run(source, env, 2_000) == 0
    assert run(source, env, 10**6) == "step() is given more than 16 kB"
    assert env.log == [("step after the end", "ndarray")]


PROXIES_ARE_OBJECTS = """
import copy, functools, inspect, weakref
def f(env, agent):
    kept = {agent: 1, env: 2}
    assert kept[agent] == 1 and weakref.ref(env)() is env and weakref.ref(agent)() is agent
    assert env.step.__name__ == "step" and agent.get_action.__name__ == "get_action"
    assert list(inspect.signature(env.reset).parameters) == ["seed", "options"]
    assert type(agent).get_action(agent, 5) == 2
    first = env.reset()[0]
    ahead = copy.deepcopy(env)
    return first, [ahead.step(0)[0], ahead.step(0)[0], env.step(0)[0], copy.deepcopy(ahead).step(0)[0]]
"""


def test_a_proxy_is_an_object_like_others_and_its_copy_is_an_environment_of_its_own(run):
    env, agent = ScriptedEnv(0, EPISODE), Agent()
    assert run(PROXIES_ARE_OBJECTS, env, agent) == (0, [3, 5, 3, 7])
    assert env.log == [("reset", None, None), ("step", 0)]
    assert agent.log == [5]


def test_copies_are_counted(run):
    source = """
import copy
def f(env):
    return [copy.deepcopy(env) for _ in range(200)]
"""
    with pytest.raises(StudentError, match="RuntimeError: more than 100 copies"):
        run(source, ScriptedEnv(0, EPISODE))


def test_an_environment_that_returns_what_cannot_be_sent_is_its_authors_mistake(hw2, sandbox):
    env = ScriptedEnv(object(), EPISODE)
    source = b"def f(env):\n    env.reset()"
    with SandboxedSubmission(source, hw2, sandbox).fresh("adam", seed=1) as module:
        with pytest.raises(ScenarioError, match=r"what ScriptedEnv.reset\(\) returns cannot be sent"):
            module.f(env)


def test_playing_for_ever_ends_with_the_time(sandbox):
    source = b"def f(env):\n    while True:\n        env.step(1)"
    with worker(sandbox, source, seconds=1) as one, pytest.raises(WorkerLost, match="did not answer within 1 s"):
        one.call(call_f, (ScriptedEnv(0, EPISODE),), {})


def worker(sandbox: Sandbox, source: bytes, seconds: float = 20) -> Worker:
    one = sandbox.worker(StudentCode(source, "homework", seconds, memory_mb=256), seed=1)
    one.load()
    return one


def call_f(module, *args):
    return module.f(*args)
