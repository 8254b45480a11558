"""Leaves a thread that writes files and changes torch while the next calls run."""

import threading
import time

import torch


def work():
    for number in range(600):
        torch.set_default_dtype(torch.float16 if number % 2 else torch.float32)
        with open(f"left-behind-thread-{number % 10}", "w") as file:
            file.write("x" * number)
        time.sleep(0.1)


threading.Thread(target=work, name="left-behind").start()
