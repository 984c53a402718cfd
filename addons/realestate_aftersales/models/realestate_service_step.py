from odoo import api, fields, models

from .realestate_service_template_step import CLOCKS, DAY_KINDS, MONEY


class RealestateServiceStep(models.Model):
    """One step of one file: since when, due when, done when and by whom, how often sent back (SRV-1).

    Written by the verbs of ``realestate.service`` alone.
    """

    _name = "realestate.service.step"
    _description = "Step of a Service File"
    _order = "service_id, sequence, id"
    _rec_name = "stage_id"

    service_id = fields.Many2one("realestate.service", required=True, index=True, ondelete="cascade")
    project_id = fields.Many2one(related="service_id.project_id", store=True, index=True)
    company_id = fields.Many2one(related="service_id.company_id", store=True, index=True)
    kind_id = fields.Many2one(related="service_id.kind_id", store=True, index=True)
    stage_id = fields.Many2one(
        "realestate.service.stage", string="Step", required=True, index=True, ondelete="restrict"
    )
    template_step_id = fields.Many2one("realestate.service.template.step", index="btree_not_null", ondelete="set null")
    sequence = fields.Integer(default=10)
    group_id = fields.Many2one("res.groups", string="Done by Role", ondelete="set null")
    day_kind = fields.Selection(DAY_KINDS, string="Time Allowed", required=True, default="none")
    days = fields.Integer()
    clock = fields.Selection(CLOCKS, string="Counted from When", required=True, default="step")
    clock_stage_id = fields.Many2one("realestate.service.stage", string="Which Step", ondelete="restrict")
    money = fields.Selection(MONEY, string="Waits for Money")
    effect = fields.Selection(related="stage_id.effect")
    state = fields.Selection(
        [("todo", "To come"), ("current", "Current"), ("done", "Done"), ("skipped", "Skipped")],
        required=True,
        default="todo",
        index=True,
    )
    date_start = fields.Date(string="Since")
    date_due = fields.Date(string="Due")
    date_done = fields.Date(string="Done on", index=True)
    done_by_id = fields.Many2one("res.users", string="Done by", index="btree_not_null")
    days_late = fields.Integer(
        compute="_compute_days_late", store=True, help="Days after the due day on which the step was done."
    )
    days_taken = fields.Integer(compute="_compute_days_late", store=True, help="Days from its start to its end.")
    sent_back_count = fields.Integer(string="Sent Back", help="How often the file was sent back to this step.")
    note = fields.Text(related="template_step_id.note", string="How to Do It")

    _stage_uniq = models.UniqueIndex("(service_id, stage_id)", "The file has this step already.")
    _current_uniq = models.UniqueIndex("(service_id) WHERE state = 'current'", "A file is in one step at a time.")

    @api.depends("state", "date_start", "date_due", "date_done")
    def _compute_days_late(self):
        for step in self:
            done = step.state == "done" and step.date_done
            step.days_late = max((done - step.date_due).days, 0) if done and step.date_due else 0
            step.days_taken = max((done - step.date_start).days, 0) if done and step.date_start else 0

    def _clock_day(self):
        """Return the day from which the days allowed count, False while it is not known."""
        self.ensure_one()
        if self.clock == "step":
            return self.date_start
        if self.clock == "start":
            return self.service_id.date_start
        if self.clock == "stage":
            return self._sibling(self.clock_stage_id).date_done
        return self.service_id.deal_id[self.clock]

    def _sibling(self, stage):
        """Return the step of the same file that is ``stage``."""
        return self.service_id.step_ids.filtered(lambda step: step.stage_id == stage)

    def _set_due(self):
        """Work out the due days; each distinct question is asked of the calendar once."""
        known = {}
        for step in self:
            question = (step.project_id, step._clock_day(), step.days, step.day_kind)
            if question not in known:
                known[question] = question[0]._days_after(*question[1:])
            step.date_due = known[question]
