from datetime import datetime, time, timedelta

import pytz

from odoo import fields, models

# how far a calendar is searched for working days; it may have none
MAX_DAYS = 3660


class RealestateProject(models.Model):
    _inherit = "realestate.project"

    service_calendar_id = fields.Many2one(
        "resource.calendar",
        string="Working Days",
        check_company=True,
        help="Calendar by which the working days of service files are counted, with its public holidays and make-up "
        "working days. Empty: the company's.",
    )

    def _days_after(self, day, days, day_kind):
        """Return the day that is ``days`` after ``day``, which itself does not count (SRV-1).

        :param date day: False for not known yet
        :param int days: 0 is the same day
        :param str day_kind: ``none`` no limit, ``calendar`` or ``working`` days of the project's calendar
        :return: the day, or False where there is no limit or no day to count from
        """
        self.ensure_one()
        if not day or day_kind == "none":
            return False
        if day_kind == "calendar" or not days:
            return day + timedelta(days=days)
        calendar = self.sudo().service_calendar_id or self.sudo().company_id.resource_calendar_id
        return self._working_day_after(calendar, day, days)

    def _working_day_after(self, calendar, day, days):
        """Count ``days`` on which somebody works: by the calendar's hours less its days off, and on make-up days.

        A calendar that has not so many counts Monday to Friday.
        """
        # a calendar's hours are hours of the project, whatever zone the calendar was made in
        zone = pytz.timezone(self.tz)
        work_days, company = self.env["realestate.work.day"], self.sudo().company_id
        first, span = day + timedelta(days=1), 2 * days + 14
        found = []
        while calendar and (first - day).days < MAX_DAYS:
            last = first + timedelta(days=span)
            start, stop = (zone.localize(datetime.combine(edge, time.min)) for edge in (first, last))
            intervals = calendar._work_intervals_batch(start, stop, tz=zone)[False]
            worked = {begin.astimezone(zone).date() for begin, _end, _meta in intervals}
            made_up = work_days._between(calendar, company, first, last - timedelta(days=1))
            found += sorted(worked | made_up)
            if len(found) >= days:
                return found[days - 1]
            first = last
        weekdays = (day + timedelta(days=n) for n in range(1, 2 * days + 3))
        return [weekday for weekday in weekdays if weekday.weekday() < 5][days - 1]
