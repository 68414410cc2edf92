"""What a reader should see first: what got better, what got worse, what needs attention."""

from collections.abc import Iterable, Sequence

from sources.attainment import MeasureAttainment, Rating, ReportState
from sources.plan import Measure, Node
from sources.submission import StatusValue
from tasks.reporting.context import Context
from tasks.reporting.measure_rows import (
    anchor_of,
    counts_nothing,
    last_value,
    mark_of,
    places_of,
    standing,
    state_in_words,
)
from tasks.reporting.model.standing import Headline, Summary
from tasks.reporting.tallies import change, measures_under
from tasks.reporting.wording import STATUS_WORDS


class Summaries:
    """Writes the headlines of one report, or one strategy's page, over some measures and initiatives."""

    def __init__(self, measures: Sequence[Measure], initiatives: Sequence[Node], context: Context) -> None:
        self.context = context
        self.words = context.words
        self.measures = measures
        self.initiatives = initiatives

    @classmethod
    def under(cls, nodes: Sequence[Node], context: Context) -> "Summaries":
        """Return the headlines over all that stands below *nodes*."""
        return cls(
            [measure for node in nodes for measure in measures_under(context.plan, node.id)],
            [initiative for node in nodes for initiative in context.plan.initiatives_under(node.id)],
            context,
        )

    def better(self, limit: int) -> Summary:
        return self._summary(
            self.words("Better than last month"), self._changed(1), limit, self._unchanged("No rating rose.")
        )

    def worse(self, limit: int) -> Summary:
        return self._summary(
            self.words("Worse than last month"), self._changed(-1), limit, self._unchanged("No rating fell.")
        )

    def achievements(self, limit: int) -> Summary:
        """Return targets met and milestones reached, those of this month first."""
        met = [measure for measure in self.measures if self._now(measure).rating is Rating.MET]
        met.sort(key=lambda measure: change(self._now(measure), self._before(measure)) != 1)
        rose = [measure for measure in self._changed_measures(1) if measure not in met]
        lines = [self._line(measure) for measure in (*met, *rose)]
        return self._summary(self.words("Achievements"), lines, limit, self.words("No target met yet."))

    def attention(self, limit: int, title: str = "") -> Summary:
        """Return what needs attention, worst first."""
        shown = title or self.words("Needs attention")
        return self._summary(shown, self._attention(), limit, self.words("None."))

    def _attention(self) -> list[Headline]:
        """Return what is behind, what bodies call behind, what was set aside, what fell, what is overdue."""
        poor = [measure for measure in self.measures if self._now(measure).rating is Rating.POOR]
        overdue = [
            measure
            for measure in self.measures
            if self._now(measure).state is ReportState.OVERDUE and measure not in poor
        ]
        set_aside = [
            measure
            for measure in self.measures
            if counts_nothing(self._now(measure)) and measure not in (*poor, *overdue)
        ]
        fell = [measure for measure in self._changed_measures(-1) if measure not in (*poor, *overdue, *set_aside)]
        return [
            *(self._line(measure) for measure in poor),
            *self._behind_by_their_own_word({measure.parent_id for measure in poor}),
            *(self._line(measure) for measure in set_aside),
            *(self._line(measure) for measure in fell),
            *(self._line(measure) for measure in overdue),
        ]

    def _behind_by_their_own_word(self, already_told: set[str]) -> Iterable[Headline]:
        material = self.context.material
        for initiative in self.initiatives:
            for status in material.statuses_of(initiative.id):
                if status.value is not StatusValue.BEHIND or initiative.id in already_told:
                    continue
                yield Headline(
                    label=f"{initiative.id} {initiative.title}",
                    words=self.words(
                        "{body} reports: {status}",
                        body=material.body_name(status.body_id),
                        status=self.words(STATUS_WORDS[status.value]),
                    ),
                    anchor=f"i-{initiative.id}",
                    sources=self.context.sources.cite([status.place]),
                )

    def _changed_measures(self, way: int) -> list[Measure]:
        return [measure for measure in self.measures if change(self._now(measure), self._before(measure)) == way]

    def _changed(self, way: int) -> list[Headline]:
        return [self._line(measure) for measure in self._changed_measures(way)]

    def _line(self, measure: Measure) -> Headline:
        now, before = self._now(measure), self._before(measure)
        return Headline(
            label=f"{measure.parent_id} {measure.statement}",
            words=self._told(measure, now),
            anchor=anchor_of(measure.measure_id),
            mark=mark_of(now.rating, self.context.brand, self.words, now.rating_label),
            before=mark_of(before.rating, self.context.brand, self.words)
            if before and change(now, before)
            else None,
            sources=self.context.sources.cite(places_of(measure, now, self.context)),
        )

    def _told(self, measure: Measure, now: MeasureAttainment) -> str:
        words = self.words
        told = standing(measure, now, words)
        if told == words.nothing:
            return words.apart(state_in_words(now, words), last_value(measure, now, words))
        if now.marks:
            bodies = dict.fromkeys(self.context.material.body_name(mark.body_id) for mark in now.marks)
            return words("{body} reports: {status}", body=words.listed(bodies), status=told)
        if now.target is None or now.actual is None:
            return told
        told = words("{actual} of {target}", actual=told, target=words.value(now.target, measure.unit))
        return (
            words("{standing}, pace {pace}", standing=told, pace=words.ratio(now.pace))
            if now.pace is not None
            else told
        )

    def _summary(self, title: str, lines: Sequence[Headline], limit: int, empty: str) -> Summary:
        left = len(lines) - limit
        more = self.words("and {count} more", count=left) if left > 0 else ""
        return Summary(title=title, headlines=tuple(lines[:limit]), more=more, empty="" if lines else empty)

    def _unchanged(self, key: str) -> str:
        if not any(before.rating is not Rating.NONE for before in self.context.material.attainment.previous):
            return self.words("Last month has no rating to compare with.")
        return self.words(key)

    def _now(self, measure: Measure) -> MeasureAttainment:
        return self.context.material.now[measure.measure_id]

    def _before(self, measure: Measure) -> MeasureAttainment | None:
        return self.context.material.before.get(measure.measure_id)
