"""Writes HTML with scripts into messages, output and names of exceptions."""

EVIL = "</pre></td><script>alert(1)</script><img src=x onerror=alert(1)><style>*{display:none}</style><!--"


def attack(*args, **kwargs):
    print(EVIL)
    raise type(EVIL, (ValueError,), {})(EVIL)
