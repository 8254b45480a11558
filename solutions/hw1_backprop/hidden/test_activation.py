"""Hidden tests of activation functions and their derivatives, on inputs that students have not seen."""

import warnings

import numpy as np

from autograder.testing import agrees, no_shared_memory, question, same, scenario, unmodified

from common import FLOAT32


@scenario
def activate(student, name, a):
    """The value and the derivative."""
    value, derivative = student.activation(name, a)
    return {"value": value, "derivative": derivative}


@scenario
def activate_and_listen(student, name, a):
    """The value and the derivative, and NumPy's warnings."""
    with warnings.catch_warnings(record=True) as heard:
        warnings.simplefilter("always")
        value, derivative = student.activation(name, a)
    said = sorted({str(one.message) for one in heard if issubclass(one.category, RuntimeWarning)})
    return {"value": value, "derivative": derivative}, "; ".join(said) or "none"


SEVERAL = (
    np.array([0.5, -0.25, 2.0, -1.5, 0.75]),
    np.array([[0.1, -3.5, 1.25], [-0.8, 3.0, -0.05]]),
    np.array([[[0.3], [-2.5]], [[1.0], [-0.5]], [[-1.25], [0.9]]]),
)


@question("activation", points=2.5)
def test_sigmoid_of_any_array(submission, reference):
    """sigmoid and its derivative are right for arrays of any shape."""
    for a in SEVERAL:
        agrees(activate, submission, reference, "sigmoid", 4 * a)


@question("activation", points=2)
def test_tanh_of_any_array(submission, reference):
    """tanh and its derivative are right for arrays of any shape."""
    for a in SEVERAL:
        agrees(activate, submission, reference, "tanh", a)


@question("activation", points=2)
def test_relu_of_any_array(submission, reference):
    """relu and its derivative are right for arrays of any shape, with entries of any size."""
    for a, scale in zip(SEVERAL, (100.0, 0.01, 1.0), strict=True):
        agrees(activate, submission, reference, "relu", scale * a)


@question("activation", points=2.5)
def test_sigmoid_of_huge_numbers(submission):
    """sigmoid is right, finite and gives no warning for entries up to 1e4 in size."""
    a = np.array([[1e4, -1e4, 0.0], [800.0, -800.0, -40.0]])
    shown = "'sigmoid', a = [[1e4, -1e4, 0], [800, -800, -40]]"
    right = {
        "value": np.array([[1.0, 0.0, 0.5], [1.0, 0.0, 0.0]]),
        "derivative": np.array([[0.0, 0.0, 0.25], [0.0, 0.0, 0.0]]),
    }
    found, warned = activate_and_listen(submission, "sigmoid", a)
    same(found, right, atol=1e-8, inputs=shown)  # 1e-8: a sigmoid that is cut off at 20 is off by 2e-9
    same(warned, "none", what="NumPy's warning", inputs=shown)
    found = activate(submission, "sigmoid", a.astype(np.float32))
    same(
        found, {key: value.astype(np.float32) for key, value in right.items()}, atol=1e-8, inputs=f"{shown}, in float32"
    )


@question("activation", points=1)
def test_relu_at_exactly_zero(submission):
    """relu gives 0 at exactly 0, and its derivative there is 0 or 1."""
    found = activate(submission, "relu", np.array([0.0, -1.0, 2.0]))
    expected = np.array([0.0, 0.0, 1.0])
    mine = found["derivative"]
    if isinstance(mine, np.ndarray) and mine.shape == (3,) and mine[0] == 1:
        expected[0] = 1.0
    same(found["value"], np.array([0.0, 0.0, 2.0]), what="the value", inputs="'relu', a = [0, -1, 2]")
    same(mine, expected, what="the derivative", inputs="'relu', a = [0, -1, 2]")


@question("activation", points=1)
def test_activations_in_float32(submission, reference):
    """activation's two results are float32 when its argument is."""
    for name in ("sigmoid", "tanh", "relu", "identity"):
        agrees(activate, submission, reference, name, np.array([[0.5, -1.5], [2.0, -0.25]], np.float32), **FLOAT32)


@question("activation", points=1)
def test_activation_returns_new_arrays(submission, reference):
    """activation leaves its argument alone and returns new arrays, for identity too."""
    for name in ("relu", "identity", "sigmoid", "tanh"):
        a = np.array([[0.5, -1.5, 2.0], [-0.25, 3.0, -4.0]])
        unmodified(activate, submission, name, a)
        no_shared_memory(activate, submission, name, a)
    agrees(activate, submission, reference, "identity", np.array([0.5, -1.5]))
