from odoo import api, fields, models


class RealestateServiceStage(models.Model):
    """A step that files of one kind may go through: the column of the board, whatever the template (SRV-1).

    What a step means to the program is its ``effect``, never its name, so that users rename steps freely.
    An effect *k* is a selection value with ``_check_<k>()`` (sentences why the step cannot be finished) and
    ``_effect_<k>(day)`` (what finishing it does) on ``realestate.service``; another addon adds its own.
    """

    _name = "realestate.service.stage"
    _description = "Step of Service Files"
    _order = "kind_id, sequence, id"

    name = fields.Char(required=True, translate=True)
    kind_id = fields.Many2one("realestate.service.kind", required=True, index=True, ondelete="cascade")
    sequence = fields.Integer(default=10, help="Order of the columns on the board.")
    active = fields.Boolean(default=True)
    fold = fields.Boolean(string="Folded on the Board")
    waits_outside = fields.Boolean(
        string="Waits for Others", help="In this step the bank or an authority has the papers; we wait."
    )
    effect = fields.Selection(
        [
            ("online", "Records the online contract of the deal"),
            ("filed", "Records the filing of the deal"),
        ],
        help="What finishing this step does in the program.",
    )

    @api.depends("name", "kind_id.name")
    @api.depends_context("realestate_stage_with_kind")
    def _compute_display_name(self):
        with_kind = self.env.context.get("realestate_stage_with_kind")
        for stage in self:
            stage.display_name = f"{stage.kind_id.name}: {stage.name}" if with_kind else stage.name
