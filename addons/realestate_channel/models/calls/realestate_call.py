from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import format_date, plaintext2html

from .realestate_call_number import OPEN_STATES
from .realestate_call_result import CONNECTED, EFFECTS

# of a number, as they were before a call: what an undo puts back
BEFORE = ("state", "user_id", "lot_id", "protected_until", "next_date", "call_count", "last_call_id", "lead_id")


class RealestateCall(models.Model):
    """A call that was made and what came of it; never deleted, the last one can be taken back the same day (CH-3)."""

    _name = "realestate.call"
    _description = "Call"
    _order = "date desc, id desc"
    _rec_name = "number_id"
    _check_company_auto = True

    number_id = fields.Many2one("realestate.call.number", required=True, readonly=True, index=True, ondelete="restrict")
    list_id = fields.Many2one("realestate.call.list", required=True, readonly=True, index=True, ondelete="restrict")
    lot_id = fields.Many2one("realestate.call.lot", required=True, readonly=True, index=True, ondelete="restrict")
    project_id = fields.Many2one("realestate.project", required=True, readonly=True, index=True)
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    team_id = fields.Many2one("realestate.channel.team", required=True, readonly=True, index=True)
    user_id = fields.Many2one("res.users", string="Caller", required=True, readonly=True, index=True)
    date = fields.Datetime(string="Time", required=True, readonly=True, default=fields.Datetime.now)
    day = fields.Date(required=True, readonly=True, help="Of the project's time zone.")
    result_id = fields.Many2one("realestate.call.result", required=True, readonly=True, index=True, ondelete="restrict")
    effect = fields.Selection(EFFECTS, required=True, readonly=True)
    connected = fields.Integer(
        readonly=True,
    )
    interested = fields.Integer(
        readonly=True,
    )
    note = fields.Char(readonly=True)
    next_date = fields.Date(string="Next Call", readonly=True)
    lead_id = fields.Many2one("crm.lead", string="Customer", readonly=True, index="btree_not_null")
    undone = fields.Boolean(readonly=True, index=True, default=False, help="Taken back by the caller: does not count.")
    before = fields.Json(readonly=True, export_string_translation=False)

    _day_idx = models.Index("(company_id, day, user_id) WHERE NOT undone")

    # ------------------------------------------------------------------
    # figures
    # ------------------------------------------------------------------
    @api.model
    def _call_figures(self, date_from, date_to, teams=None, project=None):
        """Return what was called between two days, both counted, for the day's result of the outreach (CH-2).

        :param teams: realestate.channel.team, only their calls; all when None
        :param project: realestate.project, only its calls; all when None
        :return: {(day, team, user): {"made": …, "connected": …, "interested": …}}
        """
        domain = [("day", ">=", date_from), ("day", "<=", date_to), ("undone", "=", False)]
        if teams is not None:
            domain.append(("team_id", "in", teams.ids))
        if project is not None:
            domain.append(("project_id", "=", project.id))
        groups = self._read_group(
            domain, ["day:day", "team_id", "user_id"], ["__count", "connected:sum", "interested:sum"]
        )
        return {
            (day, team, user): {"made": made, "connected": connected, "interested": interested}
            for day, team, user, made, connected, interested in groups
        }

    # ------------------------------------------------------------------
    # verbs
    # ------------------------------------------------------------------
    @api.model
    def _make(self, number, result, note=False, next_date=False):
        """Record what came of a call of the current user, and what follows for the number (CH-3).

        :param number: realestate.call.number, which the user has
        :param result: realestate.call.result
        :param date next_date: when to call again, within the protection
        :raises UserError: the number is not his any more, or the day is past the protection
        """
        number = number.sudo()
        number.lock_for_update()
        if not number._is_with(self.env.user) or number.main_id:
            raise UserError(
                self.env._("This number is not yours any more: its day is over, or it was taken back. Go to the next.")
            )
        vals = self._prepare_call_vals(number, result, note, next_date)
        call = self.sudo().create(vals)
        number._persons().write(call._prepare_number_vals())
        number.write({"call_count": number.call_count + 1, "last_call_id": call.id})
        if result.effect == "interested":
            call._make_lead()
        elif result.effect == "do_not_call":
            self.env["realestate.do.not.call"].sudo()._refuse(number._persons(), call)
        return call

    def _prepare_call_vals(self, number, result, note, next_date):
        today = number.project_id._today()
        until = self._protected_until(number.project_id, result.effect, today)
        next_date = fields.Date.to_date(next_date)
        if next_date and not until:
            next_date = False
        elif until and not next_date:
            next_date = until
        if next_date and not today <= next_date <= until:
            raise UserError(
                self.env._(
                    "The number is yours through %(until)s with this result: call again on a day from today until then.",
                    until=format_date(self.env, until),
                )
            )
        before = number.read(BEFORE, load=None)[0]
        return {
            "number_id": number.id,
            "list_id": number.list_id.id,
            "lot_id": number.lot_id.id,
            "project_id": number.project_id.id,
            "company_id": number.company_id.id,
            "team_id": number.team_id.id,
            "user_id": self.env.uid,
            "day": today,
            "result_id": result.id,
            "effect": result.effect,
            "connected": int(result.effect in CONNECTED),
            "interested": int(result.effect == "interested"),
            "note": (note or "").strip() or False,
            "next_date": next_date,
            "before": {
                name: fields.Date.to_string(value) if name in ("protected_until", "next_date") else value
                for name, value in before.items()
                if name != "id"
            },
        }

    @api.model
    def _protected_until(self, project, effect, today):
        """Return the last day on which a number is its caller's after a call: False where nobody calls it again."""
        days = {"unreached": project.call_unreached_days, "reached": project.call_reached_days}
        return today + timedelta(days=days[effect]) if effect in days else False

    def _prepare_number_vals(self):
        """Return what the call changes of the person's numbers."""
        state = {"state": self.effect}
        if self.effect not in OPEN_STATES:
            return {**state, **self.number_id._prepare_release_vals()}
        until = self._protected_until(self.project_id, self.effect, self.day)
        return {**state, "protected_until": until, "next_date": self.next_date}

    # ------------------------------------------------------------------
    # interested: a customer, with his source
    # ------------------------------------------------------------------
    def _make_lead(self):
        """Make a customer of who is interested; who is known meanwhile stays whose he is (CUS-4)."""
        number = self.number_id
        hits = self.env["crm.lead"]._realestate_find_same(number._persons().mapped("phone"), project=self.project_id)
        lead = next(
            (hit["lead"] for hit in hits if hit["lead"] and hit["via"] == "self" and hit["project"] == self.project_id),
            None,
        )
        if not lead:
            leads = self.env["crm.lead"].sudo().with_context(realestate_same_checked=True)
            lead = leads.create(self._prepare_lead_vals())
            lead._realestate_set_channel_source("call", team=self.team_id, user=self.user_id)
        self.lead_id = lead
        number.lead_id = lead

    def _prepare_lead_vals(self):
        number = self.number_id
        told = [number.place, number.note, self.note]
        others = number.with_context(active_test=False).other_ids.mapped("phone")
        if others:
            told.append(self.env._("Other numbers: %s", ", ".join(others)))
        return {
            "name": " · ".join(filter(None, (number.name or self.env._("Call customer"), number.place))),
            "contact_name": number.name,
            "phone": number.phone,
            "type": "opportunity",
            "realestate_project_id": self.project_id.id,
            "realestate_source": "outreach",
            "user_id": False,
            "description": plaintext2html("\n".join(filter(None, told))),
        }

    # ------------------------------------------------------------------
    # undo
    # ------------------------------------------------------------------
    @api.model
    def _last_of(self, user):
        """Return the call that ``user`` may take back: his last one that stands, if it is of today."""
        call = self.sudo().search([("user_id", "=", user.id), ("undone", "=", False)], order="id desc", limit=1)
        return call if call and call.day == call.project_id._today() else call.browse()

    def _undo(self):
        """Take this call back: the number is as it was before it, its customer and its refusal are gone.

        :raises AccessError: another's call
        :raises UserError: it is not the last one, or somebody has gone on from it
        """
        self.ensure_one()
        call = self.sudo()
        if call.user_id != self.env.user:
            raise AccessError(self.env._("Only who made a call takes it back."))
        number = call.number_id
        number.lock_for_update()
        if call != self._last_of(self.env.user).sudo() or number.last_call_id != call:
            raise UserError(self.env._("Only your last call of today can be taken back."))
        if number.user_id not in (call.user_id, number.user_id.browse()):
            raise UserError(self.env._("The number has been given to %s meanwhile.", number.user_id.name))
        call._undo_lead()
        self.env["realestate.do.not.call"].sudo().search([("call_id", "=", call.id)]).unlink()
        before = {name: call.before[name] for name in BEFORE}
        number.write(before)
        # the person's other numbers go along
        shared = ("state", "user_id", "lot_id", "protected_until", "next_date")
        number.with_context(active_test=False).other_ids.filtered("active").write(
            {name: before[name] for name in shared}
        )
        call.undone = True

    def _undo_lead(self):
        """Archive the customer that this call made, unless somebody has taken him on."""
        lead = self.lead_id
        if not lead or lead.create_date < self.create_date:
            return
        if lead.user_id or lead.realestate_followup_ids or lead.realestate_reception_ids or lead.realestate_deal_ids:
            raise UserError(self.env._("The sales office has taken the customer on already: ask them to archive him."))
        lead.active = False
