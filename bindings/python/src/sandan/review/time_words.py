"""What the review says of time, persons and receivables, in Chinese and English."""

from __future__ import annotations

TIME_WORDS: dict[str, tuple[str, str]] = {
    # key: (zh, en)
    # time in stages
    "dwell": ("阶段停留时间", "Time in each stage"),
    "dwell_note": (
        "典型停留：到这时一半的停留已结束，仍在进行的按已持续的时间计入（Kaplan–Meier）。"
        "第10–90百分位只看已结束的停留。",
        "Typical stay: half of all stays are over by then; stays that still go on count for as "
        "long as they have lasted (Kaplan–Meier). P10 to P90 are of the stays that are over.",
    ),
    "dwell_days_chart": (
        "停留天数：线为第10–90百分位，点为典型停留，竖线为期望",
        "Days in each stage: line P10 to P90, dot typical stay, mark expected",
    ),
    "dwell_workdays_chart": (
        "停留工作日数：线为第10–90百分位，点为典型停留，竖线为期望",
        "Working days in each stage: line P10 to P90, dot typical stay, mark expected",
    ),
    "stays_over": ("已结束的停留", "Stays that are over"),
    "stays_open": ("仍在停留", "Still staying"),
    "typical": ("典型停留", "Typical stay"),
    "typical_days": ("典型停留（天）", "Typical stay, days"),
    "finished_median": ("已结束的中位", "Median of those over"),
    "expected": ("期望", "Expected"),
    "in_workdays": (
        "时间以工作日计，另注明者除外。",
        "Times are in working days where nothing else is said.",
    ),
    "projected_stays": (
        "{n} 次停留触及日历来源未覆盖的日子，这些日子只按每周规律计算。",
        "Stays that touch days no source of the calendar covers: {n}; there the plain week "
        "was counted.",
    ),
    "unknown_stays": (
        "{n} 次停留的起止日期不明，未计入。",
        "Stays whose first or last day nobody recorded, left out: {n}.",
    ),
    # conversion over time
    "survival": ("商机多久见分晓", "What becomes of deals over time"),
    "survival_note": (
        "创建若干天后赢单、输单、取消与仍未结的商机占比。未结商机按已跟踪的时间计入，"
        "因此新商机不会被当作失败（Aalen–Johansen）。",
        "Shares of deals won, lost, cancelled and still open so many days after creation. "
        "Open deals count for as long as they were followed, so that young deals do not look "
        "like failures (Aalen–Johansen).",
    ),
    "survival_chart": ("创建之后商机的去向", "Where deals are after so many days"),
    "days_since": ("创建后的天数", "Days since creation"),
    "still_open": ("仍未结", "Still open"),
    "by_day": ("到第几天", "By day"),
    "to_the_end": ("到最后一次了结", "To the last ending seen"),
    "won_by_then": ("已赢单", "Won by then"),
    "still_followed": ("跟踪时间更长的商机", "Deals followed longer"),
    "no_creation": (
        "数据中没有可用的创建日期。",
        "The data hold no day of creation to count from.",
    ),
    "cohort_chart": (
        "按创建季度：{n} 天内赢单的占比",
        "By quarter of creation: share won within {n} days",
    ),
    "cohorts": ("按创建季度的赢单占比", "Share won, by quarter of creation"),
    "quarter": ("创建季度", "Quarter of creation"),
    "within_days": ("{n} 天内", "Within {n} days"),
    "not_followed": ("时间未到", "not yet"),
    "part_followed": (
        "* 该季度的商机并非都已有这么长时间；占比由已满时间的商机估计。“时间未到”：还没有一个"
        "商机满这么长时间。",
        "* Not every deal of the quarter has had that long; the share rests on those that have. "
        "“Not yet”: none of them has.",
    ),
    "unknown_dates": (
        "{n} 个商机的起止日期不明，未计入。",
        "Deals whose first or last day nobody recorded, left out: {n}.",
    ),
    # stalls
    "weekdays_assumed": (
        "流程以工作日规定停留时间，未指定工作日历，按周一至周五计。",
        "The process expects working days and no calendar was given: Monday to Friday are counted.",
    ),
    "stalls": ("停滞的商机", "Stalled deals"),
    "stalls_note": (
        "在阶段中停留超过流程期望的进行中商机；流程没有规定的，以以往停留的第90百分位为界。"
        "有已知原因且等待日期未到的另列。",
        "Open deals that stay longer than the process expects; where it expects nothing, longer "
        "than nine in ten earlier stays. Those that wait for a known reason, until a day still to "
        "come, stand apart.",
    ),
    "stall_counts": (
        "进行中 {open} 个，停滞 {stalled} 个，有原因等待 {waiting} 个。",
        "Open deals: {open}; stalled: {stalled}; waiting for a reason: {waiting}.",
    ),
    "stalled_value": ("停滞商机的金额：{value}。", "Value of the stalled deals: {value}."),
    "stall_chart": ("各阶段停滞的商机", "Stalled deals by stage"),
    "n_of": ("{n} / {all}", "{n} of {all}"),
    "no_stalls": ("没有停滞的商机。", "No deal is stalled."),
    "limit": ("界限", "Limit"),
    "no_limit": ("以往停留太少", "too few earlier stays"),
    "earlier_stays": ("以往停留", "Earlier stays"),
    "largest_stalls": ("停滞商机中金额最大的", "Largest stalled deals"),
    "waiting": ("有原因等待的商机", "Deals that wait for a reason"),
    "since": ("自", "Since"),
    "stayed": ("已停留", "Stayed"),
    "over": ("超出", "Over"),
    "later": ("停留更久的后来前进", "Of those longer, went on"),
    "none_longer": ("没有停留更久的", "none stayed longer"),
    "until": ("等待至", "Waits until"),
    "reason": ("原因", "Reason"),
    "workdays_value": ("{n} 个工作日", "{n} workdays"),
    "nobody": ("未注明", "not stated"),
    # velocity
    "velocity": ("销售速度", "Sales velocity"),
    "velocity_note": (
        "每天赢得的金额 = 进行中商机 × 赢单率 × 平均赢单金额 ÷ 赢单天数。各组成部分说明该在何处"
        "用力；公司的速度不等于各团队之和。",
        "Value won a day = open deals × win rate × mean won value ÷ days to win. Its parts tell "
        "where to work; the company's is not the sum of the teams'.",
    ),
    "velocity_chart": ("每日销售速度", "Velocity a day"),
    "mean_value": ("平均赢单金额", "Mean won value"),
    "mean_cycle": ("平均赢单天数", "Mean days to win"),
    "mean_cycle_workdays": ("平均赢单工作日", "Mean workdays to win"),
    "a_day": ("每天", "A day"),
    "a_workday": ("每工作日", "A workday"),
    "company": ("公司", "Company"),
    "team": ("团队", "Team"),
    "rep": ("销售人员", "Rep"),
    # teams and reps
    "people": ("公司、团队与个人", "Company, teams and reps"),
    "people_note": (
        "点开一行看其下各团队与个人。赢单率下方为区间；涉及个人的数字供商讨，不作评判。",
        "Open a line to see the teams and reps below it. Under a win rate stands its interval; "
        "figures about persons are there to be talked over, not to judge by.",
    ),
    "no_team": ("未注明团队", "no team stated"),
    "no_rep": ("未注明负责人", "no rep stated"),
    "won_lost": ("赢 / 输", "Won / lost"),
    "stalled": ("停滞", "Stalled"),
    "velocity_day": ("每日速度", "Velocity a day"),
    # skills
    "skills": ("技能比较", "Skills"),
    "skills_note": (
        "各阶段已有结果的商机中前进的占比，与其余人相比。商机少的向整体平均靠拢，以免把偶然当作本领。"
        "▲ 明显更好，▼ 明显更弱；下方为区间，样本不足的为 –。",
        "Of the deals decided at a stage, the share that went on, against all others. Few deals "
        "are drawn towards the average, so that chance does not look like skill. ▲ clearly better, "
        "▼ clearly weaker than the rest; below stands the interval, – where deals are too few.",
    ),
    "about_persons": (
        "这些数字涉及个人，仅供决策参考：它们不说明原因，商机也不是平均分配的。请先与本人谈。",
        "These figures are about persons and support a decision, they do not make it: they do not "
        "say why, and deals are not dealt out evenly. Talk with the person first.",
    ),
    "skills_of_teams": ("各团队与其余团队相比", "Teams, against all other teams"),
    "skills_of_reps": ("个人与其余人相比", "Reps, against all other reps"),
    "skills_in_team": ("个人与团队其余人相比", "Reps, against the rest of their team"),
    "clear_differences": (
        "明显的差别：点为其转化率，竖线为其余人的",
        "Clear differences: dot own conversion, mark that of the rest",
    ),
    "weakest": ("最弱环节，以及谁可指教", "Weakest skill, and who could teach it"),
    "no_weakness": (
        "没有谁在某一阶段明显弱于其余人。",
        "Nobody is clearly weaker than the rest at any stage.",
    ),
    "too_few_people": (
        "{n} 个因商机太少而未列出。",
        "Not listed, as their deals are too few: {n}.",
    ),
    "own": ("转化率", "Conversion"),
    "of_rest": ("其余人", "The rest"),
    "difference": ("差距", "Difference"),
    "points": ("{n} 个百分点 ({ends})", "{n} points ({ends})"),
    "teachers": ("可请教", "Could teach"),
    "no_teacher": ("无人明显更好", "nobody is clearly better"),
    # receivables
    "receivables": ("应收款", "Receivables"),
    "receivables_note": (
        "赢单不等于收款。到期 = 到期日不晚于截至日；逾期 = 已过到期日而未收齐。",
        "Won is not paid. Due = its day has come; overdue = its day has passed and money is "
        "outstanding.",
    ),
    "overdue_chart": ("逾期金额按账龄", "Overdue, by age"),
    "days_band": ("{first}–{last} 天", "{first}–{last} days"),
    "days_beyond": ("{first} 天以上", "{first} days and more"),
    "planned": ("计划收款", "Planned"),
    "due": ("已到期", "Due"),
    "of_due": ("到期已收", "Collected of due"),
    "collection_rate": ("收款率", "Collection rate"),
    "overdue": ("逾期", "Overdue"),
    "oldest_overdue": ("最久逾期（天）", "Longest overdue, days"),
    "outstanding": ("未收", "Outstanding"),
    "payments": ("笔数", "Payments"),
    "age": ("账龄", "Age"),
    "steps": ("签单之后走到哪一步", "How far won deals have come"),
    "step": ("步骤", "Step"),
    "of_won": ("占赢单", "Of won deals"),
    "uncollected": ("赢单而未收齐的商机", "Won deals not collected in full"),
    "won_on": ("赢单日期", "Won on"),
    "collected": ("已收", "Collected"),
    "overdue_days": ("逾期天数", "Days overdue"),
    "no_receivables": ("没有应收款。", "No receivable is recorded."),
    "current_payments": (
        "{n} 笔的收款日期不明，取当前值，未必是截至日的情况。",
        "Payments collected on an unknown day: {n}. Their current value is taken, which may be "
        "later than the day of this review.",
    ),
    "overdue_tile": ("逾期应收", "Overdue receivables"),
    "overdue_payments": ("{n} 笔", "{n} payments"),
    "stalled_tile": ("停滞的商机", "Stalled deals"),
    "of_open": ("进行中 {n} 个", "of {n} open"),
}
TIME_OF_ONE = {
    "overdue_payments": "{n} payment",
    "workdays_value": "{n} workday",
}
