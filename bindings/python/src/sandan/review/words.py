"""What the review says beside its figures, in Chinese and English.

Names of stages come from the process document, names of codes from the
shipped vocabulary; here are only headings and sentences of the report itself.
"""

from __future__ import annotations

from sandan.review.grade_words import GRADE_WORDS
from sandan.review.map_words import MAP_OF_ONE, MAP_WORDS
from sandan.review.quota_words import QUOTA_OF_ONE, QUOTA_WORDS
from sandan.review.time_words import TIME_OF_ONE, TIME_WORDS

_WORDS: dict[str, tuple[str, str]] = {
    **TIME_WORDS,
    **GRADE_WORDS,
    **QUOTA_WORDS,
    **MAP_WORDS,
    # key: (zh, en)
    "title": ("商机回顾", "Pipeline review"),
    "as_of": ("截至 {day}", "As of {day}"),
    "subtitle": ("{deals}，{events}", "{deals}, {events}"),
    "deals_read": ("{n} 个商机", "{n} deals"),
    "events_read": ("{n} 条阶段变更", "{n} stage events"),
    "contents": ("目录", "Contents"),
    "made_by": ("由 sandan {version} 生成", "Made by sandan {version}"),
    "calendar_used": (
        "工作日历：{name}，文档摘要 {digest}",
        "Working days: {name}, digest of the calendar {digest}",
    ),
    "digest": ("流程文档摘要 {digest}", "Digest of the process document {digest}"),
    "interval_note": (
        "区间为 {level}% Wilson 置信区间；样本少于 {min_n} 时不给比率。",
        "Intervals are {level}% Wilson intervals; a sample below {min_n} gives no rate.",
    ),
    "insufficient": ("样本不足", "insufficient"),
    "insufficient_n": ("样本不足 (n = {n})", "insufficient (n = {n})"),
    "none_here": ("无", "none"),
    "more_rows": ("另有 {n} 行未列出", "{n} more rows not listed"),
    "no_currency": ("未注明币种", "no currency"),
    "unknown_amounts": ("{n} 个商机金额未知", "amount unknown for {n} deals"),
    "all_unknown": ("未知", "unknown"),
    "all_pending": ("全部待定", "all pending"),
    "all_pending_n": ("全部待定 (n = {n})", "all pending (n = {n})"),
    "all_known": ("全部金额已知", "all amounts known"),
    # tiles
    "open_deals": ("进行中的商机", "Open deals"),
    "open_value": ("进行中的金额", "Open value"),
    "win_rate": ("赢单率", "Win rate"),
    "of_closed": ("已分胜负 {n} 个，{interval}", "{n} decided, {interval}"),
    "won_value": ("赢单金额", "Won value"),
    "won_deals": ("赢单 {n} 个", "{n} deals won"),
    "cycle": ("赢单周期（中位）", "Time to win (median)"),
    "cycle_spread": (
        "第10–90百分位 {low}–{high} 天，n = {n}",
        "P10–P90 {low}–{high} days, n = {n}",
    ),
    "days_value": ("{n} 天", "{n} days"),
    "illegal": ("违规移动", "Illegal moves"),
    "of_moves": ("共 {n} 次移动", "of {n} moves"),
    "faulty": ("数据缺陷", "Data faults"),
    "set_aside": ("{n} 行不予采用", "{n} rows set aside"),
    # sections
    "pipeline": ("在手商机", "Pipeline"),
    "pipeline_note": (
        "进行中的商机，按当前所处阶段。",
        "Open deals by the stage they stand in.",
    ),
    "not_as_of_note": (
        "{n} 个商机没有阶段变更记录，取其当前阶段，未必是截至日的情况。",
        "Deals without a stage event: {n}. Their current value is taken, which may be later than "
        "the day of this review.",
    ),
    "by_layer": ("按漏斗层", "By funnel layer"),
    "by_stage": ("按阶段", "By stage"),
    "funnel": ("销售漏斗", "Funnel"),
    "funnel_note": (
        "每个商机在每个阶段只计一次。前进 = 之后进入过更靠后的阶段或已赢单；"
        "转化率 = 前进 ÷ 到达，待定的算作尚未前进。",
        "Each deal counts once a stage. Advanced = later entered a later stage, or was won. "
        "Conversion = advanced ÷ reached; pending deals count as not yet advanced.",
    ),
    "conversion_chart": ("转化率及其区间", "Conversion with its interval"),
    "reached_chart": ("到达各阶段的商机", "Deals that reached each stage"),
    "outcomes": ("结果", "Outcomes"),
    "outcomes_note": (
        "赢单率 = 赢单 ÷（赢单 + 输单）；取消与进行中不计入。",
        "Win rate = won ÷ (won + lost); cancelled and open deals do not enter it.",
    ),
    "by_close": ("按关闭时间", "By time of closing"),
    "by_key": ("按{key}", "By {key}"),
    "total": ("合计", "Total"),
    "period": ("期间", "Period"),
    "moves": ("阶段移动", "Moves"),
    "moves_note": (
        "一步前进以外的移动值得过问；流程文档不允许的为违规。",
        "Moves other than one step forward deserve a question; those the process document does "
        "not allow are illegal.",
    ),
    "move_kinds": ("移动的种类", "Kinds of moves"),
    "share": ("占比", "Share"),
    "frequent_moves": ("最常见的移动", "Most frequent moves"),
    "illegal_list": ("最近的违规移动", "Latest illegal moves"),
    "no_illegal": ("没有违规移动。", "No illegal move."),
    "oldest": ("最久未结的商机", "Oldest open deals"),
    "oldest_note": (
        "按商机年龄排列，最久在前。",
        "By age since creation, oldest first.",
    ),
    "slips": ("延期与逾期", "Slips and overdue"),
    "slips_note": (
        "延期 = 预计签约日期被推后；逾期 = 预计签约日期已过而仍未结。",
        "A slip = the expected date was put back; overdue = the expected date has passed and the "
        "deal is still open.",
    ),
    "no_expected": (
        "数据中没有预计签约日期。",
        "The data hold no expected closing dates.",
    ),
    "slip_counts": (
        "进行中的商机里 {slipped} 个延期过，{overdue} 个已逾期，共 {open} 个。",
        "Open deals: {open}; slipped: {slipped}; overdue: {overdue}.",
    ),
    "most_slipped": ("延期最多的商机", "Deals that slipped most"),
    "most_overdue": ("逾期最久的商机", "Deals longest overdue"),
    "no_slips": ("没有延期或逾期的商机。", "No open deal has slipped or is overdue."),
    "faults": ("数据缺陷", "Data faults"),
    "faults_note": (
        "有缺陷的行及原因；不予采用的行不进入任何数字。",
        "Rows that are wrong, and why; rows set aside enter no figure.",
    ),
    "no_faults": ("没有数据缺陷。", "No data fault."),
    "fault_rows": ("有缺陷的行", "Faulty rows"),
    "file_row": ("文件与行", "File and row"),
    "import_notes": ("读入时的说明", "Remarks from reading"),
    "other_process": (
        "{n} 条阶段变更属于其他流程，未计入。",
        "Stage events of another process, left out: {n}.",
    ),
    "deal": ("商机", "Deal"),
    "account": ("客户", "Account"),
    "owner": ("负责人", "Owner"),
    "amount": ("金额", "Amount"),
    "n": ("数量", "Deals"),
    "value": ("金额", "Value"),
    "oldest_days": ("最早商机（天）", "Oldest deal, days"),
    "unknown": ("金额未知", "Amount unknown"),
    "interval": ("区间", "Interval"),
    "cycle_days": ("赢单周期中位（天）", "Median days to win"),
    "lost_days": ("输单中位（天）", "Median days to loss"),
    "date": ("日期", "Date"),
}
LANGUAGES = ("zh", "en")
# English plurals in the words above, and what stands there after a one.
_OF_ONE = {
    **TIME_OF_ONE,
    **QUOTA_OF_ONE,
    **MAP_OF_ONE,
    "deals_read": "{n} deal",
    "events_read": "{n} stage event",
    "unknown_amounts": "amount unknown for {n} deal",
    "won_deals": "{n} deal won",
    "days_value": "{n} day",
    "of_moves": "of {n} move",
    "set_aside": "{n} row set aside",
    "more_rows": "{n} more row not listed",
}


class Words:
    """The words of one language."""

    def __init__(self, language: str) -> None:
        if language not in LANGUAGES:
            raise ValueError(f"language must be one of {', '.join(LANGUAGES)}, not {language!r}")
        self.language = language
        self._at = LANGUAGES.index(language)

    def __call__(self, key: str, /, **parts: object) -> str:
        text = _WORDS[key][self._at]
        if self.language == "en" and parts.get("n") == "1":
            text = _OF_ONE.get(key, text)
        return text.format(**parts) if parts else text
