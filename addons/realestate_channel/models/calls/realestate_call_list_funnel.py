from odoo import api, fields, models
from odoo.tools import SQL

STEPS = ("number", "called", "reached", "interested", "visit", "deal")


class RealestateCallList(models.Model):
    """What became of a list: numbers → called → reached → interested → visit → deal (CH-3)."""

    _inherit = "realestate.call.list"

    person_count = fields.Integer(compute="_compute_funnel", string="People")
    free_count = fields.Integer(compute="_compute_funnel", string="Free", help="May be given out now.")
    given_count = fields.Integer(compute="_compute_funnel", string="Given Out")
    called_count = fields.Integer(compute="_compute_funnel", string="Called")
    reached_count = fields.Integer(compute="_compute_funnel", string="Got Through")
    interested_count = fields.Integer(compute="_compute_funnel", string="Shows Interest")
    visit_count = fields.Integer(compute="_compute_funnel", string="Came to Visit")
    deal_count = fields.Integer(compute="_compute_funnel", string="Bought")
    called_share = fields.Float(compute="_compute_funnel", string="Called (%)")
    funnel = fields.Json(compute="_compute_funnel", export_string_translation=False)

    @api.depends("number_ids.state", "number_ids.user_id", "number_ids.lead_id")
    def _compute_funnel(self):
        found = self._funnel_figures()
        labels = self.fields_get([f"{step}_count" for step in STEPS if step != "number"] + ["person_count"], ["string"])
        for call_list in self:
            figures = found.get(call_list._origin.id, {})
            for name in ("person", "free", "given", "called", "reached", "interested", "visit", "deal"):
                call_list[f"{name}_count"] = figures.get(name, 0)
            call_list.called_share = 100.0 * call_list.called_count / (call_list.person_count or 1)
            call_list.funnel = [
                {"key": step, "label": labels[name]["string"], "value": call_list[name]}
                for step in STEPS
                for name in [f"{'person' if step == 'number' else step}_count"]
            ]

    def _funnel_figures(self):
        """Return {list id: figures}: persons, whichever of their numbers was called, by one query."""
        for model in ("realestate.call.number", "realestate.call", "realestate.reception", "realestate.deal"):
            self.env[model].flush_model()
        query = SQL(
            """
            SELECT number.list_id AS id, COUNT(*) AS person,
                   COUNT(*) FILTER (WHERE number.active AND number.user_id IS NULL
                                      AND number.state IN ('new', 'unreached', 'reached')) AS free,
                   COUNT(number.user_id) AS given,
                   COUNT(*) FILTER (WHERE number.call_count > 0) AS called,
                   COUNT(*) FILTER (WHERE made.connected) AS reached,
                   COUNT(number.lead_id) AS interested,
                   COUNT(*) FILTER (WHERE number.lead_id IS NOT NULL AND EXISTS (
                       SELECT FROM realestate_reception AS visit
                        WHERE visit.lead_id = number.lead_id AND visit.kind = 'visit')) AS visit,
                   COUNT(*) FILTER (WHERE number.lead_id IS NOT NULL AND EXISTS (
                       SELECT FROM realestate_deal AS deal
                        WHERE deal.realestate_channel_lead_id = number.lead_id AND deal.state != 'cancelled')) AS deal
              FROM realestate_call_number AS number
              LEFT JOIN (SELECT number_id, bool_or(connected > 0) AS connected FROM realestate_call
                          WHERE NOT undone AND list_id = ANY(%(lists)s) GROUP BY number_id) AS made
                ON made.number_id = number.id
             WHERE number.list_id = ANY(%(lists)s) AND number.main_id IS NULL
             GROUP BY number.list_id
            """,
            lists=self.ids,
        )
        names = ("person", "free", "given", "called", "reached", "interested", "visit", "deal")
        return {row[0]: dict(zip(names, row[1:], strict=True)) for row in self.env.execute_query(query)}
