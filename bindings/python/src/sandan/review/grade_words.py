"""What the review says of grades and gates, in Chinese and English."""

from __future__ import annotations

GRADE_WORDS: dict[str, tuple[str, str]] = {
    # key: (zh, en)
    # grades
    "grades": ("客户分级", "Grades"),
    "grades_note": (
        "按政策“{policy}”：每个客户的等级取决于其情况，并附判定依据。缺的事实不当作“否”："
        "可能改变等级的，等级未定。",
        "By the policy “{policy}”: the situation of a customer decides its grade, and each grade "
        "has the rule that gave it. What is missing does not count as no: where it could change "
        "the grade, the grade is undetermined.",
    ),
    "grades_chart": ("各等级的客户", "Customers by grade"),
    "undetermined": ("未定", "undetermined"),
    "grade": ("等级", "Grade"),
    "mode": ("方式", "Mode"),
    "customers": ("客户", "Customers"),
    "top_rules": ("最常见的规则", "Most frequent rules"),
    "rule": ("判定依据", "Rule"),
    "reasons": ("判定依据", "Reasons: customers by the rule that graded them"),
    "policy_about_persons": (
        "本政策的结果涉及个人，仅供决策参考，不代替决定。",
        "Results of this policy are about persons: they support a decision and do not make it.",
    ),
    "all_decided": ("所有客户的等级均已确定。", "The grade of every customer is decided."),
    "undetermined_count": (
        "客户 {records} 个，其中因缺少事实而等级未定 {n} 个。",
        "Customers: {records}; grade undetermined for want of facts: {n}.",
    ),
    "ask_next": ("下一步问什么（等级未定的客户）", "What to ask next of undetermined customers"),
    "fact": ("事实", "Fact"),
    "asked_first": ("最先要问", "To ask first"),
    "asked_among": ("前三项之内", "Among the first three"),
    "best_customers": ("{grade} 类客户", "Customers graded {grade}"),
    "product_line": ("产品线", "Product line"),
    "record": ("行", "Row"),
    "stated_close": ("客户所述签约日期", "Stated close"),
    "conflict": ("矛盾", "Conflict"),
    "conflicts": ("所述与情况矛盾", "Conflicts between what is stated and the situation"),
    "conflicting": ("有矛盾的客户", "Customers with a conflict"),
    "no_conflicts": (
        "没有客户的所述与情况矛盾。",
        "No customer states what its situation contradicts.",
    ),
    "grade_faults": (
        "分级所用数据中读不懂的值，按未知处理：{columns}。",
        "Values that the policy cannot read, taken as unknown: {columns}.",
    ),
    # regrades
    "regrades": ("升降级", "Regrades"),
    "regrades_note": (
        "自上次评级以来等级有变的客户，及其现在的判定依据。现在未定的不算升降级。",
        "Customers whose grade is no longer the one given last, with the rule that gives the new "
        "one. A customer that is undetermined now is no regrade.",
    ),
    "no_regrades": ("没有等级有变的客户。", "No grade has changed."),
    "regrade_counts": ("升降级数量", "Regrades by direction"),
    "direction": ("方向", "Direction"),
    "from_grade": ("原等级", "From"),
    "to_grade": ("现等级", "To"),
    "graded_on": ("上次评级", "Graded last"),
    "regraded_up": ("升级的客户", "Graded up"),
    "regraded_down": ("降级的客户", "Graded down"),
    "regraded_changed": ("其他变更", "Changed otherwise"),
    "regraded_new": ("首次评级的客户", "Graded for the first time"),
    # gauges
    "gauges": ("三单情况", "Gauges: close, nurture, find"),
    "gauges_note": (
        "打单：等级要求打单的进行中商机及其进展；养单：在等级的最长间隔之内联络过的客户；"
        "找单：名单完整度，即已知存在的客户中在名单上的占比。“尚不知道”：没有确定方式的商机与"
        "客户；在名单上而来源中没有的客户。",
        "Close: open deals whose customers are to be closed, and how far they have come. Nurture: "
        "customers contacted within the longest gap of their grade. Find: completeness of the "
        "list, of the customers known to exist. Not known: deals and customers without a decided "
        "mode; customers on the list that no source knows.",
    ),
    "gauge": ("方式", "Gauge"),
    "what_counts": ("计什么", "What counts"),
    "counts_close": ("要打的进行中商机", "Open deals to close"),
    "counts_nurture": ("按时联络的客户", "Customers contacted on time"),
    "counts_find": ("名单上的已知客户", "Known customers on the list"),
    "count_n": ("数量", "Number"),
    "out_of": ("总数", "Out of"),
    "close_chart": ("要打的商机，按阶段", "Deals to close, by stage"),
    "no_close": (
        "未给出商机表，无法计打单。",
        "Without a table of deals there is no gauge of closing.",
    ),
    "no_nurture": (
        "未给出活动表（activities），无法计按时联络。",
        "Without the table activities nobody knows who was contacted on time.",
    ),
    "no_find": (
        "未给出客户表与已知客户表（accounts、universe），无法计名单完整度。",
        "Without the tables accounts and universe nobody knows how complete the list is.",
    ),
    # gates
    "blocked": ("受阻的商机", "Blocked deals"),
    "blocked_note": (
        "进入下一阶段须满足本阶段的结束标志与下一阶段的开始标志。已知有标志不成立的为受阻；"
        "尚不知道的另计。行动为能使其成立的最短清单。",
        "To enter its next stage a deal needs the mark that ends its stage and the mark that "
        "starts the next. Blocked: a mark is known not to hold; where nobody knows, that is "
        "counted apart. The actions are the shortest list that would satisfy the marks.",
    ),
    "gate_counts": (
        "有下一阶段的进行中商机 {open} 个，受阻 {blocked} 个，尚不知道的 {unknown} 个。",
        "Open deals with a next stage: {open}; blocked: {blocked}; not known: {unknown}.",
    ),
    "blocked_chart": ("各阶段受阻的商机", "Blocked deals by stage"),
    "next_stage": ("下一阶段", "Next stage"),
    "may_enter": ("可以进入", "May enter"),
    "blocked_n": ("受阻", "Blocked"),
    "not_known": ("尚不知道", "Not known"),
    "by_mark": ("按标志", "By mark"),
    "mark": ("标志", "Mark"),
    "unmet_n": ("未成立", "Does not hold"),
    "no_action": ("无对应行动", "no action satisfies it"),
    "largest_blocked": ("受阻商机中金额最大的", "Largest blocked deals"),
    "unmet_marks": ("未成立的标志", "Marks that do not hold"),
    "also_unknown": ("尚不知道：{marks}", "not known: {marks}"),
    "shortest_actions": ("最短的行动清单", "Shortest list of actions"),
    "not_shortest": ("或有更短的", "a shorter list may exist"),
    "not_legal": ("流程不允许该移动", "the process forbids the move"),
    "no_blocked": ("没有受阻的商机。", "No deal is blocked."),
    "gate_faults": (
        "标志所用数据中缺少或读不懂的值，按未知处理：{columns}。",
        "Facts of the marks that are missing or cannot be read, taken as unknown: {columns}.",
    ),
    # tiles
    "of_customers": ("共 {n} 个，未定 {open} 个", "of {n}, {open} undetermined"),
    "regraded_tile": ("升级 / 降级", "Graded up / down"),
    "since_last": ("自上次评级", "since the grade given last"),
    "tile_nurture": ("按时联络", "Contacted on time"),
    "tile_find": ("名单完整度", "Completeness of the list"),
    "blocked_tile": ("受阻的商机", "Blocked deals"),
}
