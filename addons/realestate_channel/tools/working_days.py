from datetime import datetime, time, timedelta

import pytz


def working_days(calendar, first, last):
    """Return the days from ``first`` through ``last`` on which ``calendar`` works, holidays off.

    :param calendar: a ``resource.calendar``; empty: Monday to Friday
    :rtype: set[datetime.date]
    """
    if not calendar:
        days = (first + timedelta(days=n) for n in range((last - first).days + 1))
        return {day for day in days if day.weekday() < 5}
    zone = pytz.timezone(calendar.tz or "Asia/Shanghai")
    start = zone.localize(datetime.combine(first, time.min))
    stop = zone.localize(datetime.combine(last + timedelta(days=1), time.min))
    intervals = calendar._work_intervals_batch(start, stop, tz=zone)[False]
    return {begin.astimezone(zone).date() for begin, _end, _meta in intervals}
