from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tools import SQL

ACTIVITY = "realestate_sales.realestate_activity_type_job_description"


class RealestateJobDescription(models.Model):
    """How a description is confirmed: by all holders, then the head of the department, then the general manager.

    Each has his activity only when it is his turn (HR-1).
    """

    _inherit = "realestate.job.description"

    approver_id = fields.Many2one(
        "res.users",
        string="General Manager",
        compute="_compute_approver_id",
        store=True,
        readonly=False,
        precompute=True,
        domain=lambda self: [
            ("all_group_ids", "in", self.env.ref("realestate_sales.realestate_sales_group_general_manager").ids)
        ],
        help="Confirms as the last one.",
    )
    confirmation_ids = fields.One2many("realestate.job.confirmation", "description_id", string="Confirmations")
    turn = fields.Char(string="Whose Turn", compute="_compute_turn", help="Who is to confirm now.")
    is_my_turn = fields.Boolean(compute="_compute_turn")
    blockers = fields.Text(
        string="Still Missing", compute="_compute_blockers", help="Why it cannot be confirmed yet, in sentences."
    )
    new_holder_names = fields.Char(
        string="New Holders", compute="_compute_new_holder_names", help="Hold the job and have not confirmed yet."
    )

    @api.depends("company_id")
    def _compute_approver_id(self):
        group = self.env.ref("realestate_sales.realestate_sales_group_general_manager")
        for description in self:
            managers = group.sudo().all_user_ids.filtered(
                lambda user, d=description: not user.share and d.company_id in user.company_ids
            ) - self.env.ref("base.user_admin", raise_if_not_found=False)
            description.approver_id = description.approver_id or (managers if len(managers) == 1 else False)

    @api.depends_context("uid")
    @api.depends("state", "confirmation_ids.date")
    def _compute_turn(self):
        for description in self:
            waiting = description.sudo()._confirmations_in_turn()
            description.turn = ", ".join(waiting.mapped("name"))
            description.is_my_turn = self.env.user in waiting.user_id

    @api.depends(
        "state", "duty_ids.weight", "duty_ids.name", "date_from", "department_id", "approver_id", "replaces_id"
    )
    def _compute_blockers(self):
        for description in self:
            blockers = description._submit_blockers() if description.state == "draft" else []
            description.blockers = "\n".join(blockers)

    @api.depends("state", "job_id", "confirmation_ids")
    def _compute_new_holder_names(self):
        for description in self:
            holders = description._new_holders() if description.state == "valid" else []
            description.new_holder_names = ", ".join(holder.name for holder in holders)

    # ------------------------------------------------------------------
    # who confirms
    # ------------------------------------------------------------------
    def _submit_blockers(self):
        blockers = super()._submit_blockers()
        if not self.department_id:
            blockers.append(self.env._("The job belongs to no department: name it, its head confirms the description."))
        elif not self._head():
            blockers.append(
                self.env._(
                    "The department %s has no head who could confirm: name the manager of the department.",
                    self.department_id.name,
                )
            )
        if not self.approver_id:
            blockers.append(self.env._("Name the general manager who confirms as the last one."))
        return blockers

    def _holders(self):
        """Return the employees who hold the job now."""
        domain = [("job_id", "=", self.job_id.id), ("company_id", "=", self.company_id.id)]
        return self.env["hr.employee"].sudo().search(domain, order="id")

    def _new_holders(self):
        return self._holders() - self.sudo().confirmation_ids.filtered(lambda c: c.step == "holder").employee_id

    def _head(self):
        """Return the head of the department, or of the one above where that is the job's only holder."""
        holders = self._holders()
        department = self.department_id.sudo()
        while department and (not department.manager_id or department.manager_id == holders):
            department = department.parent_id
        return department.manager_id

    def _prepare_confirmations(self):
        """Return the values of the signatures this description needs.

        Who signs in two steps signs in the later one: a head who is the general manager, a general manager
        who holds the job himself.
        """
        head, approver = self._head(), self.approver_id
        holders = self._holders()
        signers = [("holder", employee.user_id, employee) for employee in holders if employee != head]
        signers = [signer for signer in signers if signer[1] != approver]
        if head.user_id != approver:
            signers.append(("head", head.user_id, head))
        signers.append(("general_manager", approver, approver.sudo().employee_ids[:1]))
        return [
            {"step": step, "user_id": user.id, "employee_id": employee.id, "name": employee.name or user.name}
            for step, user, employee in signers
        ]

    def _confirmations_in_turn(self):
        """Return the signatures that are due now: those of the first step that is not complete."""
        waiting = self.confirmation_ids.filtered(lambda confirmation: not confirmation.date)
        if self.state == "confirming":
            first = min(waiting.mapped("sequence"), default=0)
            return waiting.filtered(lambda confirmation: confirmation.sequence == first)
        # who came to the job when it was valid already
        return waiting if self.state == "valid" else waiting.browse()

    # ------------------------------------------------------------------
    # verbs
    # ------------------------------------------------------------------
    def action_submit(self):
        """Send the descriptions round: first to their holders.

        :raises UserError: not complete, in sentences
        """
        result = super().action_submit()
        for description in self.sudo():
            confirmations = map(Command.create, description._prepare_confirmations())
            description.confirmation_ids = [Command.clear(), *confirmations]
            description._ask_next()
        return result

    def action_confirm(self):
        """Confirm, when it is one's turn (HR-1).

        :raises UserError: it is somebody else's turn, or confirmed already
        """
        self.check_access("read")
        for description in self.sudo():
            description._touch()
            mine = description._confirmations_in_turn().filtered(lambda c: c.user_id == self.env.user)
            if not mine:
                raise UserError(description._why_not_my_turn())
            mine._sign()
        return True

    def _why_not_my_turn(self):
        mine = self.confirmation_ids.filtered(lambda c: c.user_id == self.env.user)
        if not self.turn:
            return self.env._("%s waits for nobody's confirmation.", self.display_name)
        if mine and all(confirmation.date for confirmation in mine):
            return self.env._(
                "You have confirmed %(description)s already; it waits for %(names)s.",
                description=self.display_name,
                names=self.turn,
            )
        return self.env._(
            "It is not your turn: %(description)s waits for %(names)s.",
            description=self.display_name,
            names=self.turn,
        )

    def _touch(self):
        """Make the signatures of one description happen one after the other.

        Who signs in the same moment gets a serialisation failure, is replayed and sees the other's
        signature: so the last of many holders is known to be the last.
        """
        self.env.cr.execute(
            SQL("UPDATE realestate_job_description SET write_date = write_date WHERE id IN %s", tuple(self.ids))
        )

    def _post_confirmed(self, confirmations):
        """Go on after signatures: ask the next, or let the description hold."""
        for description in self:
            for user in confirmations.filtered(lambda c, d=description: c.description_id == d).user_id:
                description.activity_feedback([ACTIVITY], user_id=user.id)
            if description.state == "confirming":
                if all(confirmation.date for confirmation in description.confirmation_ids):
                    description._make_valid()
                else:
                    description._ask_next()

    def _ask_next(self):
        """Give everybody whose turn it is an activity, once."""
        asked = self.activity_search([ACTIVITY]).user_id
        for user in self._confirmations_in_turn().user_id - asked:
            # in the words of who is asked, whoever signed before
            theirs = self.with_context(lang=user.lang)
            theirs.activity_schedule(
                ACTIVITY,
                user_id=user.id,
                summary=theirs.env._("Confirm the job description of %s", theirs.job_id.name),
            )

    def _object(self, reason):
        """Send the description back to be changed; signatures given are void."""
        self.check_access("read")
        for description in self:
            if description.state != "confirming" or not description.is_my_turn:
                raise UserError(description.sudo()._why_not_my_turn())
            author = description.author_id or description.create_uid
            description = description.sudo()
            description.activity_unlink([ACTIVITY])
            description.confirmation_ids.unlink()
            description.state = "draft"
            body = self.env._("%(user)s objects: %(reason)s", user=self.env.user.name, reason=reason)
            description.message_post(body=body, author_id=self.env.user.partner_id.id)
            description.activity_schedule(
                "mail.mail_activity_data_todo", user_id=author.id, summary=self.env._("Objection"), note=reason
            )

    def action_ask_new_holders(self):
        """Ask those who came to the job since to confirm what holds for them."""
        self.check_access("write")
        for description in self.sudo():
            if description.state != "valid":
                continue
            description.confirmation_ids = [
                Command.create(
                    {"step": "holder", "name": holder.name, "employee_id": holder.id, "user_id": holder.user_id.id}
                )
                for holder in description._new_holders()
            ]
            description._ask_next()
        return True
