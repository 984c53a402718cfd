from calendar import monthrange
from datetime import date, datetime, time, timedelta

import pytz

from odoo import api, fields, models

WEEKDAYS = [
    ("0", "Monday"),
    ("1", "Tuesday"),
    ("2", "Wednesday"),
    ("3", "Thursday"),
    ("4", "Friday"),
    ("5", "Saturday"),
    ("6", "Sunday"),
]


class RealestateChannelDuty(models.Model):
    """What a distribution centre owes again and again, and by when (CH-8): a day of the month or of the week and
    a time of day, of the centre's time zone."""

    _name = "realestate.channel.duty"
    _description = "Duty of a Distribution Centre"
    _order = "sequence, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10)
    company_id = fields.Many2one("res.company", index=True, help="Empty: of all companies.")
    kind = fields.Selection(
        [
            ("report", "Report"),
            ("month_report", "Month Report"),
            ("plan", "Summary and Plan"),
            ("news", "News"),
            ("call", "Call"),
            ("meeting", "Meeting"),
            ("exchange", "Exchange of Plans"),
        ],
        required=True,
        default="report",
        help="A month report shows the month's figures, a plan asks for those of the next month.",
    )
    every = fields.Selection([("month", "Month"), ("week", "Week")], required=True, default="month")
    day_of_month = fields.Integer(default=28, help="In a shorter month its last day.")
    weekday = fields.Selection(WEEKDAYS, default="0")
    hour = fields.Float(string="Time", default=24.0, help="Time of day by which it is in; 24:00 is the end of the day.")
    needs_file = fields.Boolean(string="With a File", default=True)
    centre_ids = fields.Many2many(
        "realestate.channel.centre", string="Centres", check_company=True, help="Empty: all centres."
    )
    department_ids = fields.Many2many("hr.department", string="For Departments", help="Who waits for it.")
    instruction = fields.Text(translate=True, help="What belongs in it.")

    _day_real = models.Constraint(
        "CHECK(every <> 'month' OR day_of_month BETWEEN 1 AND 31)", "The day of the month is 1 to 31."
    )
    _weekday_given = models.Constraint("CHECK(every <> 'week' OR weekday IS NOT NULL)", "Choose the day of the week.")
    _hour_real = models.Constraint("CHECK(hour > 0 AND hour <= 24)", "The time of day is 0:01 to 24:00.")

    def _days_between(self, first, last):
        """Return the days on which this duty is due from ``first`` through ``last``, before any shift."""
        self.ensure_one()
        if self.every == "week":
            start = first + timedelta(days=(int(self.weekday) - first.weekday()) % 7)
            return [start + timedelta(days=n) for n in range(0, (last - start).days + 1, 7)]
        days, month = [], first.replace(day=1)
        while month <= last:
            length = monthrange(month.year, month.month)[1]
            day = month.replace(day=min(self.day_of_month, length))
            if first <= day <= last:
                days.append(day)
            month += timedelta(days=length)
        return days

    def _deadline(self, day, tz):
        """Return the moment (UTC, naive) by which it must be in on ``day`` of the time zone ``tz``."""
        self.ensure_one()
        moment = datetime.combine(day, time.min) + timedelta(minutes=round(self.hour * 60))
        if moment.date() > day:
            moment -= timedelta(seconds=1)  # the end of the day reads as that day, not as the next one
        return pytz.timezone(tz).localize(moment).astimezone(pytz.utc).replace(tzinfo=None)

    @api.model
    def _shifted(self, day, company, working):
        """Return ``day``, or by the company's setting the next or last working day where it is a day off.

        :param set working: the working days around
        """
        shift = company.realestate_duty_shift
        if shift == "none" or not working or day in working:
            return day
        step = timedelta(days=-1 if shift == "earlier" else 1)
        moved = day + step
        while min(working) <= moved <= max(working):
            if moved in working:
                return moved
            moved += step
        return day

    @api.model
    def _period(self, day, every):
        """Return the first day of the month or week that ``day`` lies in: what a task is about.

        :rtype: date
        """
        return day.replace(day=1) if every == "month" else date.fromordinal(day.toordinal() - day.weekday())
