"""This is the distance from the median, not from the mean: see the handout, section Centring.

Question: centre
Caught by: test_centre_of_two
"""


def centre(x: torch.Tensor) -> torch.Tensor:
    return x - x.median()
