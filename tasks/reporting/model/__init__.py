"""A report as finished values: every text is ready to print, so that templates print and do not decide.

Built by `strategy.build_strategy_report` and `board.build_board_report`; printed by `html.render_html`.
*anchor* names a place in the document that links lead to; *sources* are numbers of the source list.
"""
