"""Prints what a pyproject.toml depends on, with all its optional parts."""

import sys
import tomllib
from pathlib import Path

project = tomllib.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))["project"]
groups = [project.get("dependencies", []), *project.get("optional-dependencies", {}).values()]
own_name = project["name"]
wanted = {name for group in groups for name in group if not name.startswith(f"{own_name}[")}
print("\n".join(sorted(wanted)))
