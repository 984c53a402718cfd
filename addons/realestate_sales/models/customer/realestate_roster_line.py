from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

STATES = [("present", "Present"), ("busy", "Receiving"), ("away", "Away")]
# what the verbs count; a user's own create or write of them is refused
VERB_FIELDS = frozenset(
    (
        "state",
        "date_arrived",
        "turn_count",
        "call_count",
        "last_turn",
        "received_count",
        "duty_count",
        "reception_id",
        "busy_since",
    )
)


class RealestateRosterLine(models.Model):
    """One consultant on duty on a day: here, receiving or away, and how many turns he has had (CUS-6)."""

    _name = "realestate.roster.line"
    _description = "Consultant on Duty"
    _order = "roster_id, sequence, id"
    _rec_name = "user_id"
    _check_company_auto = True

    roster_id = fields.Many2one("realestate.roster", required=True, index=True, ondelete="cascade")
    project_id = fields.Many2one(related="roster_id.project_id", store=True, index=True)
    company_id = fields.Many2one(related="roster_id.company_id", store=True, index=True)
    day = fields.Date(related="roster_id.day", store=True)
    user_id = fields.Many2one("res.users", string="Consultant", required=True, index=True)
    sequence = fields.Integer(string="Order", default=10, help="Of those with equal turns the first here is next.")
    state = fields.Selection(STATES, required=True, readonly=True, default="away")
    date_arrived = fields.Datetime(string="Arrived", readonly=True)
    turn_count = fields.Integer(
        string="Turns",
        readonly=True,
        help="Who has the fewest is next. Who comes late begins with the fewest of the others.",
    )
    call_count = fields.Integer(string="Call Turns", readonly=True, help="Calls given in turn: an order of their own.")
    last_turn = fields.Datetime(readonly=True)
    received_count = fields.Integer(string="Visitors Received", readonly=True)
    duty_count = fields.Integer(string="Received for Colleagues", readonly=True, help="义务接待: costs no turn.")
    reception_id = fields.Many2one(
        "realestate.reception", string="Receiving Now", readonly=True, index="btree_not_null", ondelete="set null"
    )
    busy_since = fields.Datetime(readonly=True)

    _user_uniq = models.UniqueIndex("(roster_id, user_id)", "This consultant is on the roster already.")
    _busy_since = models.Constraint(
        "CHECK((state = 'busy') = (busy_since IS NOT NULL))", "Who is receiving has been so since some time."
    )

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_verb_fields(vals)
        lines = super().create(vals_list)
        lines.roster_id.sudo()._touch()
        return lines

    def write(self, vals):
        self._check_verb_fields(vals)
        result = super().write(vals)
        if {"sequence", "user_id"} & vals.keys():
            self.roster_id.sudo()._touch()
        return result

    def unlink(self):
        rosters = self.roster_id
        result = super().unlink()
        rosters.sudo()._touch()
        return result

    @api.model
    def _check_verb_fields(self, vals):
        if not self.env.su and VERB_FIELDS & vals.keys():
            raise AccessError(self.env._("Turns are counted by the reception desk: use its buttons."))

    @api.ondelete(at_uninstall=False)
    def _unlink_not_counted(self):
        for line in self:
            if line.turn_count or line.received_count or line.duty_count or line.call_count:
                raise UserError(
                    self.env._(
                        "%s has received visitors on that day and stays on its roster: set him away.",
                        line.user_id.name,
                    )
                )

    # ------------------------------------------------------------------
    # verbs of the desk
    # ------------------------------------------------------------------
    def action_present(self):
        """Be on the floor: arrived, or back from being away, or free again after a visitor.

        Who comes late or was away begins with the fewest turns of the others: what he missed is not made
        up for (CUS-6).
        """
        return self._act("_set_present", "present")

    def action_busy(self):
        """Be occupied with a customer who is not registered now: not next until free again."""
        return self._act("_set_busy", "busy")

    def action_away(self):
        """Leave the floor.

        :raises UserError: he is receiving a registered visitor
        """
        return self._act("_set_away", "away")

    def action_finish(self):
        """End the reception: the consultant is free again."""
        return self._act("_finish", "finish")

    def action_pass_turn(self):
        """Give up one's turn: it counts as had, and the next one is next.

        :raises UserError: it is not his turn
        """
        return self._act("_pass_turn", "pass")

    def _act(self, method, verb):
        self.project_id._check_reception_desk()
        for line in self:
            line.project_id._check_roster_verb(line.user_id.id, verb)
        lines = self.sudo()
        lines.roster_id._touch()
        for line in lines:
            getattr(line, method)()
        return True

    def _set_present(self):
        if self.state == "busy":
            return self._finish()
        if self.state == "present":
            return None
        vals = {"state": "present", "date_arrived": self.date_arrived or fields.Datetime.now()}
        for name in ("turn_count", "call_count"):
            others = (self.roster_id.line_ids - self).filtered(lambda line: line.state != "away")
            kept = self.env["realestate.trainee"]._kept_from_receiving(self.project_id, self.day)
            counts = [line[name] for line in others if line.user_id.id not in kept]
            vals[name] = max(self[name], min(counts, default=0))
        return self.write(vals)

    def _set_busy(self):
        if self.state == "away":
            self._set_present()
        if self.state != "busy":
            self.write({"state": "busy", "busy_since": fields.Datetime.now()})

    def _set_away(self):
        if self.state == "busy" and self.reception_id:
            raise UserError(
                self.env._(
                    "%(user)s is receiving visitor no. %(number)s: end that reception first.",
                    user=self.user_id.name,
                    number=self.reception_id.number,
                )
            )
        self.write({"state": "away", "busy_since": False})

    def _finish(self):
        # more than one where all were receiving at once
        visits = [("kind", "=", "visit"), ("date_end", "=", False), ("day", "=", self.day)]
        unfinished = self.env["realestate.reception"].search(
            [("user_id", "=", self.user_id.id), ("project_id", "=", self.project_id.id), *visits]
        )
        unfinished.date_end = fields.Datetime.now()
        self.write({"state": "present", "busy_since": False, "reception_id": False})

    def _pass_turn(self):
        if self.roster_id._floor().next_line != self:
            raise UserError(
                self.env._(
                    "It is not the turn of %s: only who is next can pass his turn.",
                    self.user_id.name,
                )
            )
        self.write({"turn_count": self.turn_count + 1, "last_turn": fields.Datetime.now()})
        self.roster_id.message_post(body=self.env._("%s passed the turn.", self.user_id.name))

    def _receive(self, reception, *, uses_turn):
        """Note that this consultant receives: a visit keeps him busy, a turn is counted where it is used."""
        self.ensure_one()
        counter = "turn_count" if reception.kind == "visit" else "call_count"
        vals = {}
        if reception.is_duty:
            vals["duty_count"] = self.duty_count + 1
        else:
            vals["received_count"] = self.received_count + 1
        if uses_turn:
            vals |= {counter: self[counter] + 1, "last_turn": reception.date}
        if reception.kind == "visit":
            vals |= {"state": "busy", "busy_since": reception.date, "reception_id": reception.id}
        self.write(vals)
