"""Homework on deep learning and reinforcement learning that grades itself."""

__version__ = "0.1.0"
