"""Chance that gives the same numbers on every Python.

Only Random.random() is used: the standard library promises its sequence for a
seed, which it does not for choices, shuffle or gauss. Arithmetic is limited
to + - * /, so no mathematical library can change a last digit.
"""

import random


class Chance:
    def __init__(self, seed):
        self._random = random.Random(seed)

    def share(self):
        """A number from 0 up to, not including, 1."""
        return self._random.random()

    def happens(self, probability):
        return self.share() < probability

    def number(self, least, most):
        """A real number between the two."""
        return least + (most - least) * self.share()

    def integer(self, least, most):
        """A whole number from `least` to `most`, both possible."""
        return least + int((most - least + 1) * self.share())

    def pick(self, items):
        return items[int(len(items) * self.share())]

    def pick_weighted(self, items, weights):
        left = sum(weights) * self.share()
        for item, weight in zip(items, weights):
            left -= weight
            if left < 0:
                return item
        return items[-1]

    def sample(self, items, count):
        """`count` different items in the order of `items`."""
        chosen = []
        needed = count
        for position, item in enumerate(items):
            if self.share() * (len(items) - position) < needed:
                chosen.append(item)
                needed -= 1
        return chosen
