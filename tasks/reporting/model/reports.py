"""The reports that become PDFs."""

from tasks.reporting.model.board import BoardReport
from tasks.reporting.model.committee import CommitteeReport
from tasks.reporting.model.strategy import StrategyReport

Report = StrategyReport | BoardReport | CommitteeReport
