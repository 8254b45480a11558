"""This is what comes out when each row is centred by itself. There is one mean, of all entries: see the handout,
section Centring.

Question: centre
Caught by: test_centre_agrees
"""


def centre(x: torch.Tensor) -> torch.Tensor:
    return x - x.mean(-1, keepdim=True)
