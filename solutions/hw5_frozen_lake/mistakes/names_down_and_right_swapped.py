"""This is what comes out when DOWN and RIGHT are swapped. FrozenLake counts anticlockwise from LEFT: see the handout,
section Names.

Question: names
Caught by: test_action_names
"""

ACTION_NAMES = {0: "LEFT", 1: "RIGHT", 2: "DOWN", 3: "UP"}
