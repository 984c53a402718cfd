from odoo import api, fields, models


class RealestateAppraisalGrade(models.Model):
    """A band of totals, with how many may be in it at most: told, never changed silently (HR-3)."""

    _name = "realestate.appraisal.grade"
    _description = "Grade of Appraisals"
    _order = "score_from desc, id"

    name = fields.Char(required=True, translate=True)
    score_from = fields.Float(
        string="From Points", required=True, digits=(6, 2), help="This total and above, up to the next grade."
    )
    quota = fields.Float(string="At Most (%)", help="Of all people of a period; 0: as many as there are.")
    color = fields.Integer()
    company_id = fields.Many2one("res.company", index="btree_not_null", help="Empty: all companies.")

    _score_uniq = models.UniqueIndex("(score_from, COALESCE(company_id, 0))", "A grade begins at this total already.")
    _ranges = models.Constraint(
        "CHECK(COALESCE(quota, 0) BETWEEN 0 AND 100 AND score_from >= 0)",
        "A grade begins at 0 or more, its quota is between 0% and 100%.",
    )

    @api.model
    def _of_company(self, company):
        """Return the grades of ``company``: its own, or where it has none those of all, the best first."""
        grades = self.sudo().search([("company_id", "in", (company.id, False))], order="score_from desc")
        return grades.filtered(lambda grade: grade.company_id == company) or grades

    def _for_total(self, total):
        """Return which of these grades ``total`` reaches; its edge belongs to it."""
        return next((grade for grade in self if round(total, 2) >= round(grade.score_from, 2)), self.browse())
