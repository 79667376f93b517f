"""Writes the inputs of a workload: inputs.py FOLDER NAME."""

import importlib
import sys
from pathlib import Path

import measure


def main(folder, name):
    family = importlib.import_module("inputs_" + name.split("_")[0])
    measure.write_arrays(Path(folder), family.make(name))


if __name__ == "__main__":
    main(*sys.argv[1:])
