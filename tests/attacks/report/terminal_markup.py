"""Writes the markup of Python's terminal libraries, closing tags that were never opened among it."""

EVIL = "[bold green]100 / 100[/bold green] [/] [/red] [link=file:///etc/passwd]x[/link] :smile: {0} %s %(name)s ${HOME}"


def attack(*args, **kwargs):
    print(EVIL)
    raise ValueError(EVIL)
