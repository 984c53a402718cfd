from odoo import api, fields, models

DAY_KINDS = [("none", "No limit"), ("calendar", "Calendar days"), ("working", "Working days")]
CLOCKS = [
    ("step", "The step before is done"),
    ("start", "The file is started"),
    ("stage", "Another step is done"),
    ("date_signed", "The contract is signed"),
    ("date_online", "The contract is signed online"),
    ("date_filed", "The contract is filed"),
    ("date_delivered", "The unit is delivered"),
]
MONEY = [
    ("due", "All that is due by today"),
    ("own", "The buyer's own part of the price"),
    ("loan", "The loan"),
    ("fee", "The collected fees"),
    ("all", "Price, settlement and fees"),
]
# what a step of a file takes over from its template
COPIED = ("sequence", "group_id", "day_kind", "days", "clock", "clock_stage_id", "money")


class RealestateServiceTemplateStep(models.Model):
    """One step of a template: who does it, in how many days from when, what it waits for (SRV-1)."""

    _name = "realestate.service.template.step"
    _description = "Step of a Service Template"
    _order = "template_id, sequence, id"
    _rec_name = "stage_id"

    template_id = fields.Many2one("realestate.service.template", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="template_id.company_id", store=True, index=True)
    kind_id = fields.Many2one(related="template_id.kind_id")
    sequence = fields.Integer(default=10)
    stage_id = fields.Many2one(
        "realestate.service.stage",
        string="Step",
        required=True,
        index=True,
        ondelete="restrict",
        domain="[('kind_id', '=', kind_id)]",
    )
    group_id = fields.Many2one(
        "res.groups",
        string="Role",
        index="btree_not_null",
        ondelete="set null",
        domain=lambda self: [("privilege_id", "=", self.env.ref("realestate_sales.realestate_privilege").id)],
        help="Role that does this step. Empty: customer service.",
    )
    day_kind = fields.Selection(DAY_KINDS, string="Time Allowed", required=True, default="calendar")
    days = fields.Integer(
        help="Days allowed, counted from the day after. Working days are those of the project's calendar."
    )
    clock = fields.Selection(CLOCKS, string="Counted from When", required=True, default="step")
    clock_stage_id = fields.Many2one(
        "realestate.service.stage", string="Which Step", ondelete="restrict", domain="[('kind_id', '=', kind_id)]"
    )
    money = fields.Selection(MONEY, string="Waits for Money", help="The step is not finished before it is received.")
    next_stage_ids = fields.Many2many(
        "realestate.service.stage",
        "realestate_service_step_next_rel",
        "step_id",
        "stage_id",
        string="May Go on to",
        domain="[('kind_id', '=', kind_id)]",
        help="Empty: the step that follows. The first is proposed.",
    )
    back_stage_ids = fields.Many2many(
        "realestate.service.stage",
        "realestate_service_step_back_rel",
        "step_id",
        "stage_id",
        string="May Be Sent Back to",
        domain="[('kind_id', '=', kind_id)]",
        help="Empty: any step before.",
    )
    note = fields.Text(string="How to Do It", translate=True)

    _stage_uniq = models.UniqueIndex("(template_id, stage_id)", "The template has this step already.")
    _days_positive = models.Constraint("CHECK(days >= 0)", "The days allowed cannot be negative.")
    _clock_stage = models.Constraint(
        "CHECK(clock != 'stage' OR clock_stage_id IS NOT NULL)",
        "Say from which step the days are counted.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        steps = super().create(vals_list)
        steps.template_id._check_steps()
        return steps

    def write(self, vals):
        result = super().write(vals)
        if {"stage_id", "clock_stage_id", "next_stage_ids", "back_stage_ids"} & vals.keys():
            self.template_id._check_steps()
        return result

    def _prepare_step_vals(self, service):
        """Values of the step of a file that starts from this template."""
        self.ensure_one()
        names = (*COPIED, "stage_id")
        vals = {name: self._fields[name].convert_to_write(self[name], self) for name in names}
        return {**vals, "service_id": service.id, "template_step_id": self.id}
