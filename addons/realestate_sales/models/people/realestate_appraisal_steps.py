from odoo import fields, models
from odoo.exceptions import AccessError, UserError


class RealestateAppraisal(models.Model):
    """The steps of an appraisal, each by whose turn it is (HR-3)."""

    _inherit = "realestate.appraisal"

    def action_start(self):
        """Send drafts to their employees; who has no user goes to the superior at once."""
        self._require_hr()
        self._require_state("draft")
        with_user = self.sudo().filtered("user_id")
        with_user._move_to("self")
        (self.sudo() - with_user)._move_to("superior")
        return True

    def action_hand_on(self):
        """Hand the self score on to the superior: the employee, or HR for him."""
        self._require_state("self")
        if not all(appraisal.is_mine or appraisal.is_hr for appraisal in self):
            raise AccessError(self.env._("Only the person himself hands on his self score."))
        self.sudo()._move_to("superior")
        return True

    def action_scored(self):
        """Show the scored appraisal to the employee.

        :raises UserError: a score is missing
        """
        self._require_state("superior")
        self._require_superior()
        for appraisal in self.sudo():
            missing = appraisal.line_ids.filtered(lambda line: line._waits_for_score())
            if missing:
                raise UserError(
                    self.env._(
                        "%(name)s: type the superior's score of %(duties)s first.",
                        name=appraisal.display_name,
                        duties=", ".join(missing.mapped("name")),
                    )
                )
        with_user = self.sudo().filtered("user_id")
        with_user._move_to("confirm")
        (self.sudo() - with_user)._move_to("agreed")
        return True

    def action_confirm(self):
        """The employee agrees."""
        self._require_state("confirm", "answered")
        self._require_mine()
        self.sudo()._move_to("agreed", confirmed_on=fields.Datetime.now())
        return True

    def action_object(self):
        """Ask the employee why he does not agree.

        :raises UserError: locked already, with what to do
        """
        self._require_mine()
        self._require_state("confirm")
        return self._ask("object")

    def action_answer(self):
        """Ask the superior for his answer to the objection."""
        self._require_state("objected")
        self._require_superior()
        return self._ask("answer")

    def action_uphold(self):
        """HR decides that the appraisal stands."""
        self._require_hr()
        self._require_state("objected", "answered")
        return self._ask("uphold")

    def action_give_back(self):
        """HR gives it back to the superior to be scored anew."""
        self._require_hr()
        self._require_state("confirm", "objected", "answered", "agreed")
        return self._ask("give_back")

    def action_confirm_for(self):
        """HR confirms for somebody who does not answer, or has left, with a reason."""
        self._require_hr()
        self._require_state("confirm")
        return self._ask("confirm_for")

    def action_lock(self):
        """Lock what is agreed on: nothing of it changes any more."""
        self._require_hr()
        self._require_state("agreed")
        self.sudo()._move_to("locked", locked_on=fields.Datetime.now(), locked_by_id=self.env.uid)
        return True

    def action_reopen(self):
        """HR opens a locked appraisal again, with a reason that stays on record."""
        self._require_hr()
        self._require_state("locked")
        return self._ask("reopen")

    # ------------------------------------------------------------------
    # with a reason
    # ------------------------------------------------------------------
    def _ask(self, kind):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": dict(self.env["realestate.appraisal.reason"]._fields["kind"]._description_selection(self.env))[
                kind
            ],
            "res_model": "realestate.appraisal.reason",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_appraisal_id": self.id, "default_kind": kind},
        }

    def _step_with_reason(self, kind, reason):
        """Take the step ``kind`` of the reason's window; who may take it is checked again."""
        self.ensure_one()
        getattr(self, f"_check_{kind}")()
        values = {
            "object": ("objected", "objection"),
            "answer": ("answered", "answer"),
            "uphold": ("agreed", "decision"),
            "give_back": ("superior", "decision"),
            "confirm_for": ("agreed", "decision"),
            "reopen": ("superior", "decision"),
        }
        state, field = values[kind]
        extra = {"locked_on": False, "locked_by_id": False} if kind == "reopen" else {}
        self.sudo()._move_to(state, **{field: reason}, **extra)
        label = dict(self.env["realestate.appraisal.reason"]._fields["kind"]._description_selection(self.env))[kind]
        self.sudo().message_post(
            body=self.env._("%(what)s: %(reason)s", what=label, reason=reason),
            author_id=self.env.user.partner_id.id,
            subtype_xmlid="mail.mt_note",
        )

    def _check_object(self):
        self._require_mine()
        self._require_state("confirm")

    def _check_answer(self):
        self._require_superior()
        self._require_state("objected")

    def _check_uphold(self):
        self._require_hr()
        self._require_state("objected", "answered")

    def _check_give_back(self):
        self._require_hr()
        self._require_state("confirm", "objected", "answered", "agreed")

    def _check_confirm_for(self):
        self._require_hr()
        self._require_state("confirm")

    def _check_reopen(self):
        self._require_hr()
        self._require_state("locked")

    # ------------------------------------------------------------------
    # whose turn
    # ------------------------------------------------------------------
    def _require_state(self, *states):
        self.check_access("read")
        labels = dict(self._fields["state"]._description_selection(self.env))
        for appraisal in self:
            if appraisal.state in states:
                continue
            if appraisal.state == "locked":
                raise UserError(appraisal._locked_sentence())
            raise UserError(
                self.env._(
                    "%(name)s is at “%(state)s”: %(next)s",
                    name=appraisal.display_name,
                    state=labels[appraisal.state],
                    next=appraisal.next_step,
                )
            )

    def _require_mine(self):
        self.check_access("read")
        if not all(appraisal.is_mine for appraisal in self):
            raise AccessError(self.env._("Only the person himself confirms his appraisal or objects to it."))

    def _require_superior(self):
        self.check_access("read")
        if not all(appraisal.is_superior or (appraisal.is_hr and not appraisal.is_mine) for appraisal in self):
            raise AccessError(self.env._("Only the superior scores, and nobody himself."))

    def _move_to(self, state, **vals):
        """Move on, and put it before whose turn it is."""
        if not self:
            return
        self.activity_ids.unlink()
        self.write({"state": state, **vals})
        self._remind()

    def _remind(self):
        """Put an activity before whose turn it is, by one create."""
        model_id = self.env["ir.model"]._get_id(self._name)
        todo = self.env.ref("mail.mail_activity_data_todo")
        vals_list = []
        for appraisal in self:
            user = {
                "self": appraisal.user_id,
                "confirm": appraisal.user_id,
                "superior": appraisal.superior_id.user_id,
                "objected": appraisal.superior_id.user_id,
            }.get(appraisal.state)
            if user and user.active:
                vals_list.append(
                    {
                        "res_model_id": model_id,
                        "res_id": appraisal.id,
                        "activity_type_id": todo.id,
                        "summary": appraisal.with_context(lang=user.lang).next_step,
                        "user_id": user.id,
                        "automated": True,
                    }
                )
        self.env["mail.activity"].with_context(mail_activity_quick_update=True).create(vals_list)
