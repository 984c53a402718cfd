from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError


class RealestateHandover(models.Model):
    """The buyers are asked to come, each of them, with proof (HND-1)."""

    _inherit = "realestate.handover"

    notice_ids = fields.One2many("realestate.handover.notice", "handover_id", string="Notices")
    notice_state = fields.Selection(
        [("none", "Nobody"), ("part", "Some"), ("all", "All Buyers")],
        string="Notified",
        compute="_compute_notice_state",
        store=True,
        index=True,
        help="Which buyers have had a notice that was not returned.",
    )
    buyer_ids = fields.Many2many("res.partner", compute="_compute_buyer_ids", string="Buyers")
    email_buyer_ids = fields.Many2many("res.partner", compute="_compute_buyer_ids", string="Buyers with E-mail")

    @api.depends("deal_id.party_ids.partner_id.email", "partner_id.email")
    def _compute_buyer_ids(self):
        for handover in self:
            handover.buyer_ids = handover.deal_id.party_ids.partner_id or handover.partner_id
            handover.email_buyer_ids = handover.buyer_ids.filtered("email")

    @api.depends("notice_ids.state", "notice_ids.plan_id", "plan_id", "deal_id.party_ids.partner_id", "partner_id")
    def _compute_notice_state(self):
        for handover in self:
            told = handover._valid_notices().partner_id
            missing = handover.buyer_ids - told
            handover.notice_state = "all" if not missing else "part" if told & handover.buyer_ids else "none"

    def _valid_notices(self):
        """Return the notices of this handover's own plan that were not returned."""
        self.ensure_one()
        return self.notice_ids.filtered(lambda notice: notice.plan_id == self.plan_id and notice.state != "failed")

    def action_notify(self, means, day=False, **values):
        """Give the buyers of these units notice and record it; where all of a unit are told its file goes on.

        :param str means: ``email`` sends the mail of the plan's template to all buyers who have an address;
            ``letter``, ``hand``, ``message`` record what was done on paper or by phone
        :param date day: on which it was sent, for what is not an e-mail; default the project's today
        :param values: ``tracking_number``, ``proof``, ``proof_name``
        :return: the notices
        :raises UserError: a unit is not expected any more, has no plan; no buyer has an e-mail address
        """
        self.check_access("write")
        for handover in self:
            if handover.state not in ("open", "refused"):
                raise UserError(self.env._("%s needs no notice any more.", handover.display_name))
            if not handover.plan_id:
                raise UserError(
                    self.env._("%s is in no handover plan: the notice needs its days and place.", handover.display_name)
                )
        sudo = self.sudo()
        notices = sudo._mail_notices() if means == "email" else sudo._record_notices(means, day, values)
        sudo._finish_notice_step()
        return notices.sudo(self.env.su)

    def _mail_notices(self):
        """Send the plan's mail to the buyers of these units; one mail a unit, queued, kept in its chatter."""
        addressed = self.filtered("email_buyer_ids")
        if not addressed:
            raise UserError(self.env._("None of these buyers has an e-mail address: send letters."))
        vals_list = []
        default = self.env.ref("realestate_aftersales.mail_template_handover_notice")
        # a second click on one day sends nothing twice
        fresh = addressed.filtered(lambda handover: handover.email_buyer_ids - handover._mailed_today())
        for template, handovers in fresh.grouped(lambda h: h.plan_id.mail_template_id or default).items():
            mails = template.send_mail_batch(handovers.ids)
            for handover, mail in zip(handovers, mails, strict=True):
                vals_list += [
                    {**handover._prepare_notice_vals("email", buyer, buyer.email), "mail_id": mail.id}
                    for buyer in handover.email_buyer_ids
                ]
        return self._create_notices(vals_list)

    def _mailed_today(self):
        today = self.project_id._today()
        return self.notice_ids.filtered(
            lambda notice: notice.means == "email" and notice.date_sent == today and notice.plan_id == self.plan_id
        ).partner_id

    def _record_notices(self, means, day, values):
        day = fields.Date.to_date(day)
        if day and any(day > project._today() for project in self.project_id):
            raise UserError(self.env._("A notice cannot have been sent on a day to come."))
        return self._create_notices(
            [
                {**handover._prepare_notice_vals(means, buyer, buyer._realestate_postal_address(), day), **values}
                for handover in self
                for buyer in handover.buyer_ids
            ]
        )

    def _prepare_notice_vals(self, means, buyer, address, day=False):
        self.ensure_one()
        return {
            "handover_id": self.id,
            "plan_id": self.plan_id.id,
            "partner_id": buyer.id,
            "means": means,
            "date_sent": day or self.project_id._today(),
            "address": address,
        }

    def _create_notices(self, vals_list):
        """Create the notices but those that are there already."""
        notices = self.env["realestate.handover.notice"]
        known = {
            (notice.handover_id.id, notice.partner_id.id, notice.means, notice.date_sent, notice.plan_id.id)
            for notice in self.notice_ids
        }
        return notices.create(
            [
                vals
                for vals in vals_list
                if (vals["handover_id"], vals["partner_id"], vals["means"], vals["date_sent"], vals["plan_id"])
                not in known
            ]
        )

    def _finish_notice_step(self):
        """The files of units all of whose buyers are told leave the step of the notice."""
        told = self.filtered(lambda handover: handover.notice_state == "all")
        files = told.service_id.filtered(
            lambda service: service.state == "running" and service.stage_id.effect == "handover_notice"
        )
        if files:
            files.action_next()
        for handover in told:
            handover.date_noticed = max(handover._valid_notices().mapped("date_sent"))

    def _lacks_proper_notice(self):
        """Return the buyers who were not told in time: the plan's days of notice before its first day (HND-1)."""
        self.ensure_one()
        plan = self.plan_id
        latest = plan.date_from and plan.date_from - timedelta(days=plan.notice_days)
        told = self._valid_notices().filtered(lambda notice: latest and notice.date_sent <= latest)
        return self.buyer_ids - told.partner_id

    def action_notify_window(self):
        """Ask how the buyers of these units are told."""
        self.check_access("write")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "realestate_aftersales.realestate_handover_notify_action"
        )
        return {**action, "context": {"default_handover_ids": self.ids}}

    def _papers_to_bring(self):
        """Return the names of the papers that the buyer brings to the handover."""
        papers = self.service_id.material_ids.filtered(lambda m: m.required and m.source == "buyer")
        return papers.type_id.mapped("name")
