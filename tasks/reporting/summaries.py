"""What a reader should see first: what got better, what got worse, what needs attention."""

from collections.abc import Iterable, Sequence

from sources.attainment import MeasureAttainment, Rating, ReportState
from sources.plan import Measure, MeasureType
from sources.submission import StatusValue
from tasks.reporting.brand import Brand
from tasks.reporting.material import Material
from tasks.reporting.measure_rows import anchor_of, mark_of
from tasks.reporting.model import Headline, Summary
from tasks.reporting.source_list import SourceList
from tasks.reporting.tallies import change
from tasks.reporting.wording import MILESTONE_WORDS, STATE_WORDS, STATUS_WORDS, Wording


class Summaries:
    """Writes the headlines of one report over its measures."""

    def __init__(
        self,
        material: Material,
        measures: Sequence[Measure],
        initiatives: Sequence[str],
        brand: Brand,
        words: Wording,
        sources: SourceList,
    ) -> None:
        self.material = material
        self.measures = measures
        self.initiatives = initiatives
        self.brand = brand
        self.words = words
        self.sources = sources

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

    def risks(self, limit: int) -> Summary:
        return self._summary(self.words("Risks"), self._attention(), limit, self.words("None."))

    def attention(self, limit: int) -> Summary:
        return self._summary(self.words("Needs attention"), self._attention(), limit, self.words("None."))

    def _attention(self) -> list[Headline]:
        """Return what is behind, what is overdue, what bodies call behind, what was set aside; worst first."""
        poor = [measure for measure in self.measures if self._now(measure).rating is Rating.POOR]
        overdue = [
            measure
            for measure in self.measures
            if self._now(measure).state is ReportState.OVERDUE and measure not in poor
        ]
        set_aside = [
            measure
            for measure in self.measures
            if self._now(measure).set_aside and measure not in (*poor, *overdue)
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
        for initiative_id in self.initiatives:
            if initiative_id in already_told:
                continue
            for status in self.material.statuses_of(initiative_id):
                if status.value is StatusValue.BEHIND:
                    yield Headline(
                        label=f"{initiative_id} {self.material.plan.node[initiative_id].title}",
                        words=self.words(
                            "{body} reports: {status}",
                            body=self.material.body_name(status.body_id),
                            status=self.words(STATUS_WORDS[status.value]),
                        ),
                        anchor=f"i-{initiative_id}",
                        sources=self.sources.cite([status.place]),
                    )

    def _changed_measures(self, way: int) -> list[Measure]:
        return [measure for measure in self.measures if change(self._now(measure), self._before(measure)) == way]

    def _changed(self, way: int) -> list[Headline]:
        return [self._line(measure) for measure in self._changed_measures(way)]

    def _line(self, measure: Measure) -> Headline:
        now, before = self._now(measure), self._before(measure)
        return Headline(
            label=f"{measure.parent_id} {measure.statement}",
            words=self._standing(measure, now),
            anchor=anchor_of(measure.measure_id),
            mark=mark_of(now.rating, self.brand, self.words, now.rating_label),
            before=mark_of(before.rating, self.brand, self.words) if before and change(now, before) else None,
            sources=self.sources.cite(now.places),
        )

    def _standing(self, measure: Measure, now: MeasureAttainment) -> str:
        words = self.words
        if measure.type is MeasureType.MILESTONE and now.milestone is not None:
            told = words(MILESTONE_WORDS[now.milestone])
            on = words.written_day(now.milestone_on) if now.milestone_on else ""
            return words("{what} ({day})", what=told, day=on) if on else told
        if measure.type is MeasureType.QUALITATIVE and now.marks:
            return words.listed(
                dict.fromkeys(f"{self.material.body_name(mark.body_id)} {mark.mark}" for mark in now.marks)
            )
        if now.actual is None:
            state = words(STATE_WORDS[now.state]) if now.state is not ReportState.REPORTED else ""
            if now.set_aside:
                state = words("no value counts")
            if now.last_known is None or now.last_known_month is None:
                return state
            last = words(
                "last value {value} ({month})",
                value=words.value(now.last_known, measure.unit),
                month=words.short_month(now.last_known_month),
            )
            return f"{state} {last}".strip()
        standing = words.value(now.actual, measure.unit)
        if now.target is not None:
            standing = words("{actual} of {target}", actual=standing, target=words.value(now.target, measure.unit))
        return (
            words("{standing}, pace {pace}", standing=standing, pace=words.ratio(now.pace))
            if now.pace
            else standing
        )

    def _summary(self, title: str, lines: Sequence[Headline], limit: int, empty: str) -> Summary:
        left = len(lines) - limit
        more = self.words("and {count} more", count=left) if left > 0 else ""
        return Summary(title=title, headlines=tuple(lines[:limit]), more=more, empty="" if lines else empty)

    def _unchanged(self, key: str) -> str:
        if not any(before.rating is not Rating.NONE for before in self.material.attainment.previous):
            return self.words("Last month has no rating to compare with.")
        return self.words(key)

    def _now(self, measure: Measure) -> MeasureAttainment:
        return self.material.now[measure.measure_id]

    def _before(self, measure: Measure) -> MeasureAttainment | None:
        return self.material.before.get(measure.measure_id)
