"""What the review says of decision maps, in Chinese and English."""

from __future__ import annotations

MAP_WORDS: dict[str, tuple[str, str]] = {
    # key: (zh, en)
    "maps": ("决策组织图", "Decision maps"),
    "maps_note": (
        "进行中金额最大的商机所属的客户，每个客户一张图。图中是所有已知的人；建议不涉及不可联系的人，"
        "这些人只计数。“未知”既不是是，也不是否。",
        "The customers behind the largest open deals, a map each. The picture shows everybody who "
        "is known; proposals leave out people who must not be contacted, who are only counted. "
        "Not known is neither yes nor no.",
    ),
    "maps_none": (
        "决策组织图 {n} 张，均不属于有进行中商机的客户。",
        "Decision maps: {n}; none of a customer with an open deal.",
    ),
    "maps_largest": ("最大的商机", "The largest deals"),
    "maps_title": ("{account}：{deal}，{amount}", "{account}: {deal}, {amount}"),
    "maps_title_of": (
        "{account}：{deal}，{amount}（{n} 个进行中商机里最大的）",
        "{account}: {deal}, {amount} (the largest of {n} open deals)",
    ),
    "map_completeness": ("完整度", "Completeness"),
    "map_first_gap": ("首要缺口", "First gap"),
    "map_verdict": ("结论预测", "Verdict"),
    "map_leader": ("领先者", "Leader"),
    "map_next": ("先争取谁", "Whom to win over next"),
    "map_question": ("问题", "Question"),
    "map_finding": ("结果", "Finding"),
    "map_reason": ("依据", "Reason"),
    "map_us": ("我方", "us"),
    "map_nobody_leads": ("无人领先", "nobody"),
    "map_too_large": (
        "共 {n} 人，图太大，未画出。",
        "The map has {n} people, too many for a picture.",
    ),
    "map_unknown": ("未知", "not known"),
    "map_more": ("另有 {n} 项", "{n} more"),
    # completeness and gaps
    "map_completeness_reason": (
        "{people} 人，资料已知 {profiles}；必要角色 {required} 种，已知 {filled} 种，已接触 "
        "{in_touch} 种；{departments} 个部门中 {guided} 个有向导",
        "people {people}; profiles known {profiles}; required roles known {filled} of {required}, "
        "in touch {in_touch}; departments with a guide {guided} of {departments}",
    ),
    "map_gap": ("缺口 {n}", "Gap {n}"),
    "map_gap_reason": ("词汇表中的影响为 {weight}", "weighs {weight} in the vocabulary"),
    "map_no_gap": ("没有缺口", "no gap"),
    # routes
    "map_route": ("通往 {name} 的路径", "Route to {name}"),
    "map_route_unknown": ("通往决策者的路径", "Route to who decides"),
    "map_no_decider": ("尚不知道由谁决定", "nobody is known to decide"),
    "map_introduce": (
        "请 {person} 引荐 {other}（{relation}）",
        "Ask {person} for an introduction to {other} ({relation})",
    ),
    "map_advance": (
        "将与 {person} 的关系推进到“{stage}”",
        "Advance the relation with {person} to “{stage}”",
    ),
    "map_approach": ("直接接触 {person}", "Approach {person} directly"),
    "map_reached": ("无需行动", "Nothing to do"),
    "map_path": ("{path}，成本 {cost}", "{path}, cost {cost}"),
    "map_no_path": (
        "没有从我方联系人出发的路径",
        "no way leads there from the people we hold",
    ),
    # gatekeepers
    "map_gatekeeper": ("绕不开的人", "Gatekeeper"),
    "map_gatekeeper_of": ("{name}：{kinds}", "{name}: {kinds}"),
    "map_on_route_to": ("通往 {name} 必经", "on every route to {name}"),
    "map_covered": ("已覆盖", "covered"),
    "map_not_covered": ("未覆盖", "not covered"),
    "map_covered_unknown": ("是否覆盖未知", "not known whether covered"),
    "map_standing": (
        "{covered}：关系 {stage}，支持度 {support}",
        "{covered}: relation {stage}, support {support}",
    ),
    "map_blocking": ("阻断签约的最小集合", "Smallest set that blocks signing"),
    "map_blocking_size": ("{n} 人", "{n} people"),
    "map_blocking_reason": (
        "其中已覆盖 {covered} 人，未知 {open} 人；决策人 {signers} 人",
        "covered {covered}, not known {open}; people who decide {signers}",
    ),
    "map_no_blocking": ("没有通往决策者的路径", "no route to who decides"),
    # verdict
    "map_verdict_is": (
        "{state}：{verdict}（{low} 至 {high}）；领先者：{leader}",
        "{state}: {verdict} ({low} to {high}); leader: {leader}",
    ),
    "map_verdict_reason": (
        "{voters} 名决策人中 {known} 人态度已知；区间为未知者全部反对至全部支持；范围 −2 至 +2",
        "support known of {known} of {voters} who decide; the interval runs from all unknown "
        "supports against to all for; from −2 to +2",
    ),
    # whom to win over, contested, overdue
    "map_win": ("争取对象 {n}", "Win over {n}"),
    "map_win_to": ("{name}，下一步：{stage}", "{name}, next: {stage}"),
    "map_win_last": ("{name}，关系已到最后阶段", "{name}, the last stage is reached"),
    "map_win_reason": (
        "争取后结论提高 {gain}，精力 {effort}；现为 {stage}，支持度 {support}",
        "would raise the verdict by {gain} at an effort of {effort}; now {stage}, support "
        "{support}",
    ),
    "map_no_win": ("无人可建议", "nobody to propose"),
    "map_contested": ("争夺中的人", "Contested"),
    "map_contested_lead": ("{name}：{lead}占优", "{name}: {lead} ahead"),
    "map_contested_level": ("{name}：{lead}", "{name}: {lead}"),
    "map_contested_reason": (
        "我方 {our_stage}，{our_support}；{vendor} {their_stage}，{their_support}",
        "us {our_stage}, {our_support}; {vendor} {their_stage}, {their_support}",
    ),
    "map_overdue": ("逾期未联系", "Overdue contact"),
    "map_overdue_by": ("{name}：逾期 {n} 天", "{name}: {n} days overdue"),
    "map_overdue_reason": (
        "上次联系 {day}；“{stage}”每 {cadence} 天一次",
        "last contact {day}; every {cadence} days at “{stage}”",
    ),
    "map_contacts_unknown": (
        "未知：活动记录没有注明联系人",
        "not known: activities do not say with whom they were",
    ),
    "map_withheld": ("不予建议", "Left out of proposals"),
    "map_withheld_n": ("{n} 人", "{n} people"),
    "map_faults": (
        "决策组织图各表中有缺陷的行：{faults}。",
        "Faulty rows in the tables of decision maps: {faults}.",
    ),
}
MAP_OF_ONE = {
    "map_overdue_by": "{name}: {n} day overdue",
    "map_withheld_n": "{n} person",
    "map_blocking_size": "{n} person",
}
