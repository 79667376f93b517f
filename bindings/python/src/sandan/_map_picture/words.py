"""What the picture of a map says of its own, in Chinese and English.

Levels, roles, relation stages and kinds of relations are called as the vocabulary calls them.
"""

from __future__ import annotations

_WORDS: dict[str, tuple[str, str]] = {
    # key: (zh, en)
    "title": ("客户 {account} 的决策组织图", "Decision map of account {account}"),
    "description": (
        "{people} 人，按层级自上而下；框内为角色、支持度（符号与颜色）与关系阶段（格数）。",
        "{people} people by level, the highest at the top; each box tells roles, support by sign "
        "and colour, and the relation stage by steps.",
    ),
    "description_of_one": (
        "1 人；框内为角色、支持度（符号与颜色）与关系阶段（格数）。",
        "1 person; the box tells roles, support by sign and colour, and the relation stage by "
        "steps.",
    ),
    "no_level": ("层级未知", "Level not known"),
    "no_role": ("角色未知", "role not known"),
    "no_stage": ("阶段未知", "not recorded"),
    "not_known": ("未知", "not known"),
    "yes": ("是", "yes"),
    "no": ("否", "no"),
    # what a person's tip says
    "id": ("编号", "Id"),
    "level": ("层级", "Level"),
    "function": ("职能", "Function"),
    "roles": ("角色", "Roles"),
    "department": ("部门", "Department"),
    "relation_stage": ("关系阶段", "Relation"),
    "support": ("支持度", "Support"),
    "guide": ("向导", "Guide"),
    "veto": ("否决权", "Veto"),
    "rivals": ("对手", "Rivals"),
    # legend
    "support_for_us": ("对我方的支持度", "Support for us"),
    "support_for": ("对 {vendor} 的支持度", "Support for {vendor}"),
    "support_2": ("明确支持", "strongly for"),
    "support_1": ("支持", "for"),
    "support_0": ("中立", "neutral"),
    "support_-1": ("反对", "against"),
    "support_-2": ("强烈反对", "strongly against"),
    "support_None": ("未知", "not known"),
    "stages": ("关系阶段", "Relation stage"),
    "marks": ("标记", "Marks"),
    "guide_mark": ("向导", "guide"),
    "veto_mark": ("否决权", "veto"),
    "rival_mark": ("对手维系或支持对手", "held by a rival, or for it"),
    "others_mark": ("我方或其他供应商", "held by another vendor, or for it"),
    "department_mark": ("部门", "department"),
    "relations": ("人员关系", "Relations"),
    "short_roles": ("角色缩写", "Roles in short"),
    "left_out": (
        "另有 {n} 条较弱的关系未画出。",
        "Weaker relations not drawn: {n}.",
    ),
}


class Words:
    """The words of one language."""

    def __init__(self, language: str) -> None:
        self.language = language
        self._position = 0 if language == "zh" else 1

    def __call__(self, key: str, **values: object) -> str:
        return _WORDS[key][self._position].format(**values)
