from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import float_compare


class RealestateDeal(models.Model):
    """The contract of a deal: signed, online, filed, reviewed, archived (DEAL-4)."""

    _inherit = "realestate.deal"

    reviewed_by_id = fields.Many2one("res.users", string="Reviewed by", readonly=True, copy=False, tracking=True)
    reviewed_on = fields.Date(readonly=True, copy=False)
    document_ids = fields.One2many("realestate.deal.document", "deal_id", string="Documents")
    document_missing_count = fields.Integer(string="Missing Documents", compute="_compute_document_missing_count")
    archive_location = fields.Char(string="Shelf Location", copy=False, tracking=True)
    archived_on = fields.Date(readonly=True, copy=False, tracking=True)
    loan_ids = fields.One2many("realestate.deal.archive.loan", "deal_id", string="Lent and Returned")
    is_lent = fields.Boolean(compute="_compute_is_lent")

    _online_number_uniq = models.UniqueIndex(
        "(company_id, online_number) WHERE online_number IS NOT NULL AND parent_id IS NULL AND state != 'cancelled'",
        "Another deal has this online contract number.",
    )

    @api.depends("document_ids.received", "document_ids.required")
    def _compute_document_missing_count(self):
        for deal in self:
            deal.document_missing_count = len(deal._missing_documents())

    @api.depends("loan_ids.date_returned")
    def _compute_is_lent(self):
        for deal in self:
            deal.is_lent = any(not loan.date_returned for loan in deal.loan_ids)

    # ------------------------------------------------------------------
    # what blocks the next step
    # ------------------------------------------------------------------
    def _next_step_blockers(self):
        """Sentences that say why the next step cannot be taken; empty where it can."""
        self.ensure_one()
        if self.state == "subscribed":
            return self._sign_blockers()
        if self.state in ("signed", "online") and self.filing_overdue:
            return [self.env._("The contract should have been filed by %s.", self.filing_due)]
        return []

    def _sign_blockers(self, day=False):
        """Sentences that say why the contract cannot be signed (DEAL-4); others may add theirs.

        :param date day: day of signing, default today
        """
        self.ensure_one()
        checks = (
            lambda: self._why_not_deadline(day),
            self._why_not_shares,
            self._why_not_deposit,
            self._why_not_price,
            self._why_not_plan,
            self._why_not_receipts,
            self._why_not_change,
        )
        return [reason for check in checks if (reason := check())]

    def _why_not_deadline(self, day=False):
        # the deadline day itself is still in time, also where it is entered days later
        if self.sign_deadline and self.sign_deadline < (fields.Date.to_date(day) or self.project_id._today()):
            return self.env._("The signing deadline %s has passed. Request an extension first.", self.sign_deadline)
        return False

    def _why_not_shares(self):
        total = sum(self.party_ids.mapped("share"))
        if self.party_ids and float_compare(total, 100.0, precision_digits=2):
            return self.env._(
                "The buyers' shares of deal %(deal)s add up to %(total).2f%%; they must add up to 100%%.",
                deal=self.name,
                total=total,
            )
        return False

    def _why_not_deposit(self):
        deal = self.sudo()
        limit = deal._deposit_limit(deal.project_id, deal.price)
        if float_compare(deal.deposit_amount, limit, precision_digits=2) > 0:
            return self.env._(
                "The deposit %(deposit).2f is above %(rate)s%% of the price: "
                "at most %(limit).2f (Civil Code art. 586).",
                deposit=deal.deposit_amount,
                rate=f"{deal.project_id.deposit_rate:g}",
                limit=limit,
            )
        return False

    @api.model
    def _deposit_limit(self, project, price):
        """The highest deposit (¥) that ``project`` allows on ``price``, in whole cents rounded down."""
        return int(round(price * project.deposit_rate, 4)) / 100

    def _why_not_price(self):
        unit = self.sudo().unit_id
        if self.project_id.enforce_filed_price and unit.filed_price and self._above(self.price, unit.filed_price):
            return self.env._(
                "The deal price %(price).2f is above the filed price %(filed).2f.",
                price=self.price,
                filed=unit.filed_price,
            )
        if self._above(unit.floor_price, self.price) and not self._floor_approved():
            return self.env._("The deal price is below the floor price. It needs the general manager's approval.")
        return False

    def _above(self, amount, limit):
        return self.currency_id.compare_amounts(amount, limit) > 0

    def _floor_approved(self):
        """Hook: whether a price below the floor was approved at the right level (DEAL-3)."""
        return False

    def _why_not_plan(self):
        if not self.currency_id.is_zero(self.plan_difference):
            return self._plan_sum_message(self.plan_total)
        return False

    def _why_not_receipts(self):
        needed = self.payment_method_id.sign_receipt_rate
        share = 100.0 * self._paid_share() if needed else 0.0
        if needed and float_compare(share, needed, precision_digits=2) < 0:
            return self.env._(
                "%(share).2f%% of the price has been received; %(needed)s%% must be received before signing "
                "(payment method %(method)s).",
                share=share,
                needed=f"{needed:g}",
                method=self.payment_method_id.name,
            )
        return False

    def _why_not_change(self):
        if change := self.sudo().change_ids.filtered(lambda change: change.state in ("submitted", "approved")):
            return self.env._("Request %s for this deal is still open.", change[0].display_name)
        return False

    # ------------------------------------------------------------------
    # verbs
    # ------------------------------------------------------------------
    def action_sign(self, day=False):
        """Record that the contracts were signed; what is sold together is signed with them (DEAL-4).

        :param date day: day of signing, default today in the project's time zone
        :raises UserError: not subscribed, a day that cannot be, or whatever ``_sign_blockers`` says
        """
        deals = self._prepare_step()
        deals._check_step("subscribed", day, "date_subscribed")
        for deal in deals:
            if reasons := deal._sign_blockers(day):
                raise UserError("\n".join([deal.display_name, *reasons]))
        return deals._take_step("signed", "date_signed", day)

    def action_online(self, number, day=False):
        """Record the online contract; what is sold together takes the number unless it has its own (DEAL-4).

        :param str number: number the authority's system gave the contract
        :param date day: default today in the project's time zone
        """
        self.ensure_one()
        number = (number or "").strip()
        if not number:
            raise UserError(self.env._("Enter the online contract number of deal %s.", self.name))
        deals = self._prepare_step().filtered(lambda deal: deal in self or deal.state == "signed")
        deals._check_step("signed", day, "date_signed")
        return deals._take_step("online", "date_online", day, online_number=number)

    def action_file(self, day=False):
        """Record that the contracts were filed with the authority; due 30 days after signing (DEAL-4).

        :param date day: default today in the project's time zone
        """
        deals = self._prepare_step()
        deals._check_step("online", day, "date_online")
        return deals._take_step("filed", "date_filed", day)

    def action_review(self):
        """Record that the administrator has checked the signed contracts."""
        self._require_role("administrator", "director")
        deals = self._prepare_step()
        for deal in deals:
            if deal.state in ("subscribed", "cancelled"):
                raise UserError(self.env._("Deal %s has no signed contract to review.", deal.name))
            if deal.user_id == self.env.user:
                raise UserError(self.env._("Somebody other than the deal's consultant reviews deal %s.", deal.name))
        for project, group in deals.grouped("project_id").items():
            group.write({"reviewed_by_id": self.env.uid, "reviewed_on": project._today()})
        return True

    def action_shelve(self):
        """Put the contract file into the archive: all required papers in, shelf location known (DEAL-4)."""
        for deal in self._prepare_step():
            if missing := deal._missing_documents():
                raise UserError(
                    self.env._(
                        "Deal %(deal)s cannot be archived: %(documents)s not received yet.",
                        deal=deal.name,
                        documents=", ".join(missing.mapped("name")),
                    )
                )
            if not deal.archive_location:
                raise UserError(self.env._("Enter the shelf location of deal %s first.", deal.name))
            deal.archived_on = deal.project_id._today()
        return True

    def _prepare_step(self):
        """Check the right to take a step of the contract and return the whole family, to be written."""
        self._require_role("administrator", "manager")
        self.check_access("write")
        family = self._family()
        family.filtered(lambda deal: not deal.subscription_logged)._log_subscription()
        return family

    def _check_step(self, state, day, not_before):
        """Refuse a step from another state, on a day to come or before the step it follows."""
        day = fields.Date.to_date(day)
        labels = dict(self._fields["state"]._description_selection(self.env))
        for deal in self:
            if deal.state != state:
                raise UserError(
                    self.env._(
                        "Deal %(deal)s is %(state)s; this step needs one that is %(needed)s.",
                        deal=deal.name,
                        state=labels[deal.state],
                        needed=labels[state],
                    )
                )
            if day and not (deal[not_before] <= day <= deal.project_id._today()):
                raise UserError(
                    self.env._(
                        "%(day)s cannot be: the day must lie between %(first)s and today (deal %(deal)s).",
                        day=day,
                        first=deal[not_before],
                        deal=deal.name,
                    )
                )

    def _take_step(self, state, date_field, day, **values):
        for project, deals in self.grouped("project_id").items():
            deals.write({"state": state, date_field: fields.Date.to_date(day) or project._today(), **values})
        return True

    # ------------------------------------------------------------------
    # documents
    # ------------------------------------------------------------------
    def _missing_documents(self):
        return self.document_ids.filtered(lambda document: document.required and not document.received)

    def action_make_checklist(self):
        """Add the documents that this kind of deal needs and the checklist lacks."""
        self.check_access("write")
        self._ensure_documents()
        return True

    def _ensure_documents(self):
        companies = [False, *self.sudo().company_id.ids]
        types = self.env["realestate.document.type"].sudo().search([("company_id", "in", companies)])
        vals_list = []
        for deal in self.sudo():
            known = deal.document_ids.type_id
            vals_list += [kind._prepare_document_vals(deal) for kind in types._for_deal(deal) - known]
        self.env["realestate.deal.document"].sudo().create(vals_list)
