"""Returns at once, with an object that loops when it is thrown away."""


class Stubborn:
    def __del__(self):
        while True:
            pass


def attack(*args, **kwargs):
    return [Stubborn()][:0]
