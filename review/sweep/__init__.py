"""What is already online, looked at as of a day: outdated, invalid, superseded, overdue.

Nothing is deleted and no publication date is touched: every finding proposes one of six actions, and people decide.
"""
