from odoo import fields, models


class RealestateScoringLine(models.Model):
    _name = "realestate.scoring.line"
    _description = "Band or Point of a Scoring Rule"
    _order = "scoring_id, edge"

    scoring_id = fields.Many2one("realestate.scoring", required=True, index=True, ondelete="cascade")
    edge = fields.Float(
        string="Figure",
        required=True,
        digits=(16, 4),
        help="Belongs to the band: ≥ where more is better, ≤ where less is.",
    )
    score = fields.Float(required=True)

    _edge_uniq = models.UniqueIndex("(scoring_id, edge)", "There is a band or point with this figure already.")
    _score_range = models.Constraint("CHECK(score BETWEEN 0 AND 200)", "A score is between 0 and 200.")
