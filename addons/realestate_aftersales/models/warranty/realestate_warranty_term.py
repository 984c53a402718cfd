from datetime import date

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models

PARTS = [
    ("structure", "Structure"),
    ("waterproofing", "Waterproofing"),
    ("heating", "Heating"),
    ("cooling", "Cooling"),
    ("wiring", "Wiring"),
    ("plumbing", "Plumbing"),
    ("fittings", "Fittings"),
    ("decoration", "Decoration"),
]
UNITS = [("year", "Year(s)"), ("season", "Season(s)")]
# what the law grants at least; the structure is guaranteed for the design life, 50 years for homes
DEFAULT_TERMS = [
    ("structure", 50, "year"),
    ("waterproofing", 5, "year"),
    ("heating", 2, "season"),
    ("cooling", 2, "season"),
    ("wiring", 2, "year"),
    ("plumbing", 2, "year"),
    ("fittings", 2, "year"),
    ("decoration", 2, "year"),
]
# first and last day (month, day) of the season in which a part must prove itself
SEASONS = {"heating": ((11, 15), (3, 15)), "cooling": ((6, 15), (9, 15))}


class RealestateWarrantyTerm(models.Model):
    """How long a part of the house is guaranteed from its delivery on (REPAIR-1); longer than the law is allowed."""

    _name = "realestate.warranty.term"
    _description = "Warranty by Part"
    _inherit = ["realestate.project.row.mixin"]
    _order = "company_id, project_id, sequence, id"
    _rec_name = "part"
    _check_company_auto = True

    project_id = fields.Many2one(help="Empty: for all projects of the company that have no terms of their own.")
    sequence = fields.Integer(default=10)
    part = fields.Selection(PARTS, required=True)
    duration = fields.Integer(required=True, default=2, aggregator=None)
    unit = fields.Selection(UNITS, string="Counted in", required=True, default="year")

    _part_uniq = models.UniqueIndex(
        "(company_id, COALESCE(project_id, 0), part)", "This part has its warranty here already."
    )
    _unit_of_part = models.Constraint(
        "CHECK(unit = 'year' OR part IN ('heating', 'cooling'))",
        "Only heating and cooling are guaranteed by seasons; give the years.",
    )
    _legal_minimum = models.Constraint(
        "CHECK(duration >= CASE part WHEN 'waterproofing' THEN 5 WHEN 'structure' THEN 50 ELSE 2 END)",
        "The warranty is shorter than the law allows: structure 50 years (its design life), waterproofing 5 years, "
        "heating and cooling 2 seasons, all else 2 years.",
    )

    @api.model
    def _prepare_default_vals_list(self):
        return [
            {"sequence": 10 * number, "part": part, "duration": duration, "unit": unit}
            for number, (part, duration, unit) in enumerate(DEFAULT_TERMS)
        ]

    def _end(self, day):
        """Return the last day of this warranty for a unit that was delivered on ``day``, which counts.

        Seasons are whole ones: the one that has begun at delivery is guaranteed beside them.

        :param date day: of the project
        :rtype: date
        """
        self.ensure_one()
        if self.unit == "year":
            return day + relativedelta(years=self.duration, days=-1)
        (begin_month, begin_day), (end_month, end_day) = SEASONS[self.part]
        first = date(day.year, begin_month, begin_day)
        if first < day:
            first = first.replace(year=first.year + 1)
        last = first.year + self.duration - 1 + ((end_month, end_day) < (begin_month, begin_day))
        return date(last, end_month, end_day)
