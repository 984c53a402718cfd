from odoo import fields, models


class RealestateWorkDay(models.Model):
    """A make-up working day 调休: a Saturday or Sunday that is worked for a bridge day of a holiday (SRV-1).

    Odoo's calendars know weekly hours and days off (``resource.calendar.leaves``), not a weekend that is worked.
    """

    _name = "realestate.work.day"
    _description = "Make-Up Working Day"
    _order = "date desc, id"
    _rec_name = "date"
    _check_company_auto = True

    name = fields.Char(string="Reason", help="e.g. for the National Day")
    date = fields.Date(required=True)
    company_id = fields.Many2one("res.company", required=True, index=True, default=lambda self: self.env.company)
    calendar_id = fields.Many2one(
        "resource.calendar",
        string="Working Hours",
        check_company=True,
        index="btree_not_null",
        ondelete="cascade",
        help="Empty: for all calendars of the company.",
    )

    _day_uniq = models.UniqueIndex(
        "(company_id, COALESCE(calendar_id, 0), date)", "This day is a make-up working day already."
    )

    def _between(self, calendar, company, first, last):
        """Return the make-up days of ``calendar`` in ``company`` from ``first`` through ``last``, a set of dates."""
        rows = self.sudo().search(
            [
                ("company_id", "=", company.id),
                ("calendar_id", "in", (False, calendar.id)),
                ("date", ">=", first),
                ("date", "<=", last),
            ]
        )
        return set(rows.mapped("date"))
