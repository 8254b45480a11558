"""Returns a list that holds one list twice, which holds one list twice, and so on: a billion laughs."""


def attack(*args, **kwargs):
    laughs = ["ha"]
    for _ in range(30):
        laughs = [laughs, laughs]
    return laughs
