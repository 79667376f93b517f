"""What the review says of a quota plan, in Chinese and English."""

from __future__ import annotations

QUOTA_WORDS: dict[str, tuple[str, str]] = {
    # key: (zh, en)
    # attainment and pace
    "pace": ("目标达成与进度", "Attainment and pace"),
    "pace_note": (
        "计划“{plan}”，{first} 至 {last}。达成率 = 已完成 ÷ 截至当日目标，目标曲线按工作日历计；"
        "超前天数 = 从截至日到目标曲线达到已完成金额之日的工作日数。点开一行看其下各级。",
        "Plan “{plan}”, {first} to {last}. Attainment = brought ÷ target to date, by a curve that "
        "knows the working calendar; days ahead = working days from the day of this review to the "
        "one on which the curve reaches what was brought. Open a line to see those below it.",
    ),
    "place": ("单位", "Place"),
    "target_to_date": ("截至当日目标", "Target to date"),
    "brought": ("已完成", "Brought"),
    "attainment": ("达成率", "Attainment"),
    "days_ahead": ("超前（+）或落后（−）工作日", "Working days ahead (+) or behind (−)"),
    "required_rate": ("剩余日均所需（至今日均）", "Needed a working day (so far)"),
    "landing": ("预计落点及其区间", "Landing and its interval"),
    "landing_of": ("占目标 {share}", "{share} of target"),
    "too_few_weeks": ("样本不足", "insufficient"),
    "whole_plan": ("全期", "Whole plan"),
    "pace_summary": (
        "全期目标 {target}；截至当日目标 {to_date}，已完成 {brought}，达成率 {attainment}，"
        "{ahead}。剩余 {left} 个工作日，每个工作日须完成 {needed}，至今为 {so_far}。",
        "Target of the whole plan {target}; to date {to_date}, brought {brought}, attainment "
        "{attainment}, {ahead}. Working days left: {left}; needed on each {needed}, so far "
        "{so_far}.",
    ),
    "is_ahead": ("超前 {n} 个工作日", "{n} working days ahead"),
    "is_behind": ("落后 {n} 个工作日", "{n} working days behind"),
    "is_even": ("与计划持平", "on the curve"),
    "curve_chart": ("目标曲线与已完成（累计）", "Target curve and what was brought, summed up"),
    "curve_target": ("目标", "target"),
    "curve_brought": ("已完成", "brought"),
    "curve_landing": ("预计落点", "landing"),
    "curve_alternative": (
        "累计目标曲线（虚线）与累计已完成（实线加点）；预计落点为竖线。数字见下表。",
        "Summed up: the target as a dashed line, what was brought as a line with dots; the "
        "landing with its interval as a bar at the end. The figures stand in the table below.",
    ),
    "by_month": ("按月", "By month"),
    "gap": ("差额", "Gap"),
    "share_brought": ("已完成的占比", "Share of all brought"),
    "all_places": ("合计", "All"),
    "is_reached": ("已达全期目标", "target reached"),
    "unplaced": (
        "另有 {amount} 在计划中没有对应的位置，未计入已完成。",
        "Without a place in the plan, and not counted as brought: {amount}.",
    ),
    "pace_faults": (
        "未按原样计入的业绩行：{faults}。",
        "Rows of actuals or credits that do not count as they stand: {faults}.",
    ),
    "no_actuals": (
        "未给出业绩表（actuals），无法计达成与进度。",
        "Without the table actuals nobody knows what was brought.",
    ),
    "plan_ahead": (
        "计划自 {day} 开始，尚无进度可言。",
        "The plan begins on {day}: there is no pace yet.",
    ),
    # targets
    "targets": ("后续各月目标", "Targets of the coming months"),
    "targets_note": (
        "按团队与档次，当月在前；全期为所有各月之和。合计均为其组成部分之和。",
        "The current month first, by team and tier. Every total is the sum of its parts.",
    ),
    "tier": ("档次", "Tier"),
    "plan_is_over": ("计划期已过，没有后续月份。", "The plan is over: no month is to come."),
    "binding": ("起作用的约束", "Constraints that bind"),
    "constraint": ("约束", "Constraint"),
    "constraint_kind": ("类型", "Kind"),
    "where": ("位置与期间", "Place and period"),
    "limit_of": ("限额", "Limit"),
    "in_plan": ("计划值", "In the plan"),
    "without_it": ("无约束时", "Without constraints"),
    "effect": ("影响", "Effect"),
    "no_constraints": ("计划没有约束。", "The plan has no constraints."),
    "none_binds": (
        "约束 {n} 条，均不起作用。",
        "Constraints: {n}; none binds.",
    ),
    "not_binding": (
        "另有 {n} 条约束不起作用。",
        "Constraints that do not bind: {n}.",
    ),
    "proof_of_sums": (
        "每个合计都是其组成部分之和：已核对 {n} 个合计，不符 {broken} 个。计划摘要 {plan}，"
        "单元摘要 {digests}。",
        "Every total is the sum of its parts: {n} sums checked, {broken} broken. Digest of the "
        "plan {plan}, of the atoms {digests}.",
    ),
    # principles
    "principles": ("目标五原则", "Five principles of a sound plan"),
    "principles_note": (
        "有数量、单位、期限；有依据；分解到季月周日；季度有重点；工作有时限与轻重缓急。“不知道”既不是是，也不是否。",
        "Amount, unit and period; a stated basis; carried down to the day; a focus in every "
        "quarter; work with dates and urgency. Not known is neither yes nor no.",
    ),
    "principle": ("原则", "Principle"),
    "holds": ("是否成立", "Holds"),
    "yes": ("是", "yes"),
    "no": ("否", "no"),
    "in_order": ("符合 / 总数", "In order, of"),
    "findings": ("检查发现", "Findings"),
    "finding": ("发现", "Finding"),
    "detail": ("说明", "Detail"),
    "no_findings": ("没有发现问题。", "Nothing was found."),
    # the middle
    "middle": ("管理中间层", "The middle"),
    "middle_note": (
        "每组前四分之一、中间与后四分之一，按计划期内至今的订单；人数不足的组不分档。"
        "后四分之一的建议是“需要改进计划”，不是结论。",
        "The best quarter of each group, the middle and the last quarter, by orders since the plan "
        "began; groups of too few are not divided. The last quarter “needs a plan”, which is "
        "advice and no verdict.",
    ),
    "group": ("组", "Group"),
    "all_reps": ("全体", "all reps"),
    "group_unknown": ("组未知", "group not known"),
    "gaps": ("各组差距", "Gaps by group"),
    "ranked": ("人数", "Reps"),
    "best_mean": ("前四分之一均值", "Mean of the best"),
    "middle_mean": ("中间均值", "Mean of the middle"),
    "bottom_mean": ("后四分之一均值", "Mean of the last"),
    "gap_to_average": ("最佳与平均之差", "Best less average"),
    "quartile": ("分档", "Quartile"),
    "reps_by_quartile": ("各人分档", "Reps by quartile"),
    "share_of_best": ("与最佳之比", "Of the best"),
    "advice": ("建议", "Advice"),
    "team_pairs": ("可结对的团队", "Teams that could be paired"),
    "strong_team": ("强队", "Strong team"),
    "weak_team": ("弱队", "Weak team"),
    "difference_of_means": ("人均之差", "Difference of means"),
    "roles_together": (
        "没有一个岗位的人数足以分档，故全体一并分档：岗位不同，客户与任务也不同。",
        "No role has enough reps to be divided, so all reps are taken together: mind that roles "
        "differ in customers and tasks.",
    ),
    "no_quartiles": (
        "没有一组人数足以分档。",
        "No group has enough reps to be divided.",
    ),
    "too_few_in_group": (
        "人数不足而未分档的组：{groups}。",
        "Groups of too few, not divided: {groups}.",
    ),
    # tiles
    "attainment_tile": ("目标达成率", "Attainment of target"),
    "landing_tile": ("预计落点", "Landing"),
}
QUOTA_OF_ONE = {
    "is_ahead": "{n} working day ahead",
    "is_behind": "{n} working day behind",
}
