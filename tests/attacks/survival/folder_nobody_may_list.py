"""Makes folders with modes that keep their own owner from listing, entering or removing what is in them."""

import os

os.mkdir("left-behind-a", 0o300)
open("left-behind-a/left-behind-file", "w").close()
os.mkdir("left-behind-b", 0o000)
os.umask(0o777)
os.mkdir("left-behind-c")
