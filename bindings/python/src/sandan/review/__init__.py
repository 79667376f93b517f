"""The pipeline review: one report of a history, for the terminal and as an HTML page."""

from sandan.review.figures import Figures, gather
from sandan.review.grade_figures import graded_by
from sandan.review.page import page
from sandan.review.report import compose
from sandan.review.terminal import text

__all__ = ["Figures", "compose", "gather", "graded_by", "page", "text"]
