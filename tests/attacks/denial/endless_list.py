"""Returns a list that says it has one item and never stops giving more."""


class Endless(list):
    def __iter__(self):
        while True:
            yield 1.0

    def __len__(self):
        return 1


def attack(*args, **kwargs):
    return Endless()
