"""Layout as evidence: from the cells of a sheet to values of which each can say why it is what it is.

A clerk reads a sheet by its words, not by its form, and so does this package. Nothing here knows one body's
file.

1. **Which sheets** (`sheets.live`): hidden ones, examples and other fiscal years are passed over
   with a finding.
2. **What each cell holds** (`cells`): a number, date, mark or sentence; or a label that says a
   role (実績, 計画), a month or half, a basis (単月, 累計), a unit, a kind of measure, or the title of
   something. The words are data in `sources/vocabulary`, the titles the plan's own
   (`cells.names`).
3. **Which labels speak of which cell** (`tables`): a sheet falls into bands and strips. A row
   that only says what stands below it is a header, in up to four levels; under it each cell has
   the labels of its column and of its row, with merged and blank cells taking over what stands
   above. A row of a label with something right of it is a form's. Tables across, down, side by
   side, trees, cards and two-row records need no code of their own: they differ only in where
   labels stand. What comes out is a `cells.labels.Field`: one cell with all labels that speak of
   it, and the headings above.
4. **What a field speaks of** (`subjects`, `items`, `facts.by_evidence`): titles are taken from
   far to near, each within the section that the ones before it gave. A title that the plan does
   not know makes the subject unknown; it never falls back on what stood above. A figure without a
   title is taken for a measure only if its unit or target leaves one.
5. **When** (`months`, `file_month`): the file's own words win over its name, its name over its
   folder; two months on one sheet are a doubt. A figure covers the month or the year so far
   (`facts.basis`) by its own words, by a total or target beside it, by notes, by whether a row of
   figures adds up; where none of these tells, it does not count.
6. **What it says** (`facts`): all fields of one measure's row, column or card are read together.
   Roles that are no actual (計画, 見込, 前年, 前回, 増減, 率) win over those that are. `facts.doubts` lists
   what speaks against a figure; any of them sets it aside (隔離) with a finding at its cell.
7. **Agreement** (`facts.agree`): equal repeats merge, different ones all step back; two rows of
   one table that claim one measure do so even when equal. `told` tells of rows that the plan does
   not know, and of figures that name none.

Confidence is the product of what each step was worth (an exact title 1, a likely one 0.9, a measure known by
its counter or unit alone 0.8, ...); below 0.7 a value is set aside. The evidence of a value names every
label's cell.
"""
