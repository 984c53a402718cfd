from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from .realestate_channel_funnel import MEASURES

SUBJECTS = ("module", "team_id", "user_id", "project_id", "partner_id")
STEPS = ("reach", "visits", "subscriptions", "contracts")


class RealestateChannelFunnel(models.Model):
    """The funnel of a period on one page; each number opens the records that it counts (CH-2)."""

    _inherit = "realestate.channel.funnel"

    @api.model
    def board(self, date_from=False, date_to=False, by="module", project_id=False):
        """Return the funnel of the days ``date_from`` through ``date_to``, in all and for each subject.

        :param str by: of ``SUBJECTS``
        :return: ``total`` and ``rows``, each with ``key``, ``name`` and the sums; ``projects`` to choose from
        :raises ValidationError: another subject, or days the wrong way round
        """
        first, last = self._board_period(date_from, date_to)
        if by not in SUBJECTS:
            raise ValidationError(self.env._("The funnel is not shown by “%s”.", by))
        domain = self._board_domain(first, last, project_id)
        aggregates = [f"{name}:sum" for name in MEASURES]
        [total] = self._read_group(domain, [], aggregates)
        groups = self._read_group(domain, [by], aggregates)
        labels = dict(self._fields["module"]._description_selection(self.env))
        rows = [self._board_row(key, labels, sums) for key, *sums in groups]
        projects = self.env["realestate.project"].search([("active", "=", True)])
        return {
            "date_from": first,
            "date_to": last,
            "by": by,
            "project_id": project_id,
            "projects": projects.read(["name"]),
            "currency": self.env.company.currency_id.symbol,
            "total": self._board_row(False, labels, total) | {"name": self.env._("All Together")},
            "rows": sorted(rows, key=lambda row: (-row["visits"], -row["reach"])),
        }

    @api.model
    def _board_period(self, date_from, date_to):
        today = self.env.company._realestate_today()
        first = fields.Date.to_date(date_from) or today - timedelta(days=today.weekday())
        last = fields.Date.to_date(date_to) or first + timedelta(days=6)
        if last < first:
            raise ValidationError(self.env._("The period ends before it begins: choose a later last day."))
        return first, last

    @api.model
    def _board_domain(self, first, last, project_id):
        domain = Domain("day", ">=", first) & Domain("day", "<=", last)
        return domain & Domain("project_id", "=", project_id) if project_id else domain

    @api.model
    def _board_row(self, key, labels, sums):
        """Return the sums of one subject with what they say about each other; None where nothing can be divided."""
        values = dict(zip(MEASURES, (value or 0 for value in sums), strict=True))

        def share(part, whole, factor=100):
            return factor * values[part] / values[whole] if values[whole] else None

        def cost_per(whole):
            # nothing entered yet is not free of cost
            return share("cost", whole, 1) if values["cost"] else None

        is_record = isinstance(key, models.BaseModel)
        name = (key.sudo().display_name if key else "") if is_record else labels.get(key, "")
        return {
            "key": key.id if is_record else key,
            "name": name or self.env._("Not Assigned"),
            **values,
            "attainment": share("reach", "plan_reach"),
            "visit_attainment": share("visits", "plan_visits"),
            "visit_rate": share("visits", "reach"),
            "subscription_rate": share("subscriptions", "visits"),
            "contract_rate": share("contracts", "subscriptions"),
            "visit_cost": cost_per("visits"),
            "deal_cost": cost_per("subscriptions"),
        }

    @api.model
    def board_records(self, name, date_from, date_to, by=False, key=False, project_id=False):
        """Return the action that opens the records behind a number, with the reader's own rights (CH-2).

        :param str name: of ``STEPS``, or ``cost``
        :param str by: subject of the row, with its ``key``; False: in all
        """
        if name not in (*STEPS, "cost") or (by and by not in SUBJECTS):
            raise ValidationError(self.env._("The funnel is not shown by “%s”.", name))
        first, last = self._board_period(date_from, date_to)
        domain = self._board_domain(first, last, project_id) & Domain(name, "!=", 0)
        if by:
            domain &= Domain(by, "=", key)
        label = self._fields[name].get_description(self.env, ["string"])["string"]
        action = {"type": "ir.actions.act_window", "name": label, "context": {"active_test": False}}
        rows = self.search(domain)
        view_id = self.env["ir.model.data"]._xmlid_to_res_id
        if name == "reach":
            return {
                **action,
                "res_model": "realestate.channel.result",
                "views": [(False, "list"), (False, "form")],
                "domain": [("id", "in", rows.result_id.ids)],
            }
        if name == "visits":
            return {
                **action,
                "res_model": "crm.lead",
                "views": [
                    (view_id("realestate_channel.crm_lead_view_list_brought"), "list"),
                    (view_id("realestate_channel.crm_lead_view_form_brought"), "form"),
                ],
                "domain": [("id", "in", rows.lead_id.ids)],
            }
        if name == "cost":
            return {
                **action,
                "res_model": self._name,
                "views": [
                    (view_id("realestate_channel.realestate_channel_funnel_view_list_cost"), "list"),
                    (False, "pivot"),
                ],
                "domain": [("id", "in", rows.ids)],
            }
        return {
            **action,
            "res_model": "realestate.deal",
            "views": [
                (view_id("realestate_channel.realestate_deal_view_list_brought"), "list"),
                (view_id("realestate_channel.realestate_deal_view_form_brought"), "form"),
            ],
            "domain": [("id", "in", rows.deal_id.ids)],
        }
