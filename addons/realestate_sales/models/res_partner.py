from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Domain
from odoo.tools import SQL, ormcache

from ..fields import MaskedChar
from ..tools import identity
from ..tools.masking import mask_value

IDENTITY_TYPES = [
    ("id_card", "Identity card"),
    ("passport", "Passport"),
    ("hk_macau_permit", "Hong Kong and Macau travel permit"),
    ("taiwan_permit", "Taiwan travel permit"),
    ("residence_permit", "Residence permit of Hong Kong, Macau and Taiwan"),
    ("foreigner_permit", "Permanent residence card of a foreigner"),
    ("military", "Military officer's card"),
    ("business_licence", "Business licence"),
    ("other", "Other document"),
]
# identity documents whose number is made as GB 11643 says
ID_CARD_TYPES = ("id_card", "residence_permit")


class ResPartner(models.Model):
    """A customer is who bought, signs or asks: who the person is, and who of the staff works the file.

    A partner becomes a customer with the first deal or real-estate opportunity, and stays one; other
    partners (employees, vendors) are what they are in Odoo.
    """

    _name = "res.partner"
    _inherit = ["realestate.masked.mixin", "res.partner"]

    phone = MaskedChar(mask="phone")
    phone_sanitized = MaskedChar(mask="phone", compact=True, index="btree_not_null")
    phone_mobile_search = MaskedChar(mask="phone")
    identity_type = fields.Selection(IDENTITY_TYPES, string="Identity Document")
    identity_number = MaskedChar(
        string="Identity Number",
        mask="identity",
        compact=True,
        copy=False,
        index="btree_not_null",
        help="As the document says; 18 digits for an identity card, the last may be X.",
    )
    realestate_customer = fields.Boolean(
        string="Property Customer",
        readonly=True,
        copy=False,
        help="Has a deal or an opportunity of a project: only those who work the file reach it and see the numbers.",
    )
    realestate_lead_ids = fields.One2many("crm.lead", "partner_id", string="Property Opportunities")
    realestate_deal_ids = fields.One2many("realestate.deal", "partner_id", string="Property Deals")
    realestate_party_ids = fields.One2many("realestate.deal.party", "partner_id", string="Bought As")

    _identity_card_digits = models.Constraint(
        "CHECK(identity_number IS NULL OR identity_type NOT IN ('id_card', 'residence_permit')"
        " OR identity_number ~ '^[0-9]{17}[0-9X]$')",
        "An identity card number has 18 digits, of which the last may be X.",
    )
    _identity_complete = models.Constraint(
        "CHECK(identity_number IS NULL OR identity_type IS NOT NULL)",
        "Say which document the identity number is of.",
    )
    _realestate_other_idx = models.Index("(id) WHERE realestate_customer IS NOT TRUE OR partner_share IS NOT TRUE")
    # a customer is searched by the beginning of his name and the last digits of his phone (CUS-4)
    _realestate_last4_idx = models.Index(
        '("right"(phone_sanitized, 4)) WHERE realestate_customer AND phone_sanitized IS NOT NULL'
    )
    _realestate_name_idx = models.Index("(name varchar_pattern_ops) WHERE realestate_customer")
    # in the words of the query: to PostgreSQL below 17 a plain condition does not imply IS TRUE
    _realestate_user_idx = models.Index("(user_id) WHERE realestate_customer")

    # ------------------------------------------------------------------
    # identity
    # ------------------------------------------------------------------
    @api.constrains("identity_type", "identity_number")
    def _check_identity_number(self):
        for partner in self.sudo():
            if reason := self._why_not_identity(partner.identity_type, partner.identity_number):
                raise ValidationError(reason)

    @api.model
    def _why_not_identity(self, document, number):
        """Say what is wrong with the number of a document as typed, or False (ACCESS-3).

        :param str document: of ``IDENTITY_TYPES``
        """
        number = identity.normalize(number)
        if not number:
            return False
        if document in ID_CARD_TYPES:
            error = identity.id_card_error(number, fields.Date.context_today(self))
        elif document == "business_licence":
            error = identity.licence_error(number)
        else:
            error = None if number.isascii() and number.isalnum() and 4 <= len(number) <= 20 else "characters"
        return self._identity_message(document, number, error) if error else False

    @api.model
    def _identity_message(self, document, number, error):
        """Say what is wrong with a number, which is shown masked: messages end in logs (ACCESS-3)."""
        shown = mask_value(number, "identity")
        messages = {
            "length": self.env._("Number %s must have 18 characters: compare it with the document.", shown),
            "birthday": self.env._(
                "Digits 7 to 14 of the identity card number %s are not a possible birthday: compare it with the card.",
                shown,
            ),
            "checksum": self.env._(
                "The check digit of number %s does not fit: one of its characters is mistyped, compare it with the "
                "document.",
                shown,
            ),
            "characters": self.env._(
                "Number %s has characters that such a document does not have: compare it with the document.", shown
            ),
        }
        if document == "id_card" and error == "length" and len(number) == 15:
            return self.env._(
                "Number %s has 15 digits: cards of that kind are not valid since 2013, enter the 18 digits.", shown
            )
        return messages[error]

    # ------------------------------------------------------------------
    # who reaches and who sees
    # ------------------------------------------------------------------
    @api.depends(
        "realestate_customer", "partner_share", "user_id", "realestate_lead_ids.user_id", "realestate_deal_ids.user_id"
    )
    def _compute_realestate_reachable(self):
        super()._compute_realestate_reachable()

    @api.depends("realestate_customer", "user_id", "realestate_lead_ids.user_id", "realestate_deal_ids.user_id")
    def _compute_realestate_masked(self):
        super()._compute_realestate_masked()

    @api.model
    def _realestate_masked_domain(self):
        """Everybody sees the numbers of who is no customer; a consultant those of the customers he works."""

        def to_sql(model, alias, query):
            return SQL(
                "(%s AND NOT %s)",
                SQL("%s IS TRUE", SQL.identifier(alias, "realestate_customer", to_flush=customer)),
                self._worked_sql(alias),
            )

        customer = self._fields["realestate_customer"]
        return Domain.custom(to_sql=to_sql)

    @api.model
    def _realestate_reachable_domain(self):
        """A customer is reached by who works the file and by the roles of his projects (ACCESS-1).

        Users of the portal are left to Odoo's own rule: themselves.
        """
        user = self.env.user
        if user.share or user._realestate_covers_all_projects():
            return Domain.TRUE

        # positive terms joined by OR, each with an index: a consultant's few among a million are found by them
        def to_sql(model, alias, query):
            return SQL(
                "(%s IS NOT TRUE OR %s IS NOT TRUE OR %s)",
                SQL.identifier(alias, "realestate_customer", to_flush=self._fields["realestate_customer"]),
                SQL.identifier(alias, "partner_share", to_flush=self._fields["partner_share"]),
                SQL(" OR ").join([self._worked_sql(alias), *self._project_reach_sql(alias)]),
            )

        return Domain.custom(to_sql=to_sql)

    @api.model
    def _worked_sql(self, alias):
        """Return the SQL condition that the current user works the file of the customer ``alias``."""
        own = SQL(
            "%s = (SELECT person.commercial_partner_id FROM res_users AS login"
            " JOIN res_partner AS person ON person.id = login.partner_id WHERE login.id = %s)",
            SQL.identifier(alias, "id"),
            self.env.uid,
        )
        if not self.env.user.has_group("realestate_sales.realestate_sales_group_consultant"):
            return SQL("(%s)", own)
        # an array is computed once and looked up by index, however many customers there are
        return SQL("(%s OR %s = ANY(ARRAY(%s)))", own, SQL.identifier(alias, "id"), self._worked_ids_sql())

    @api.model
    def _worked_ids_sql(self):
        """Return an SQL query of the ids of the customers whose consultant the current user is.

        In plain SQL: it is part of the moment of subscribing, and building it from domains took longer
        than running it.
        """
        used = {
            "crm.lead": ("user_id", "partner_id", "realestate_project_id"),
            "realestate.deal": ("user_id", "partner_id"),
            "realestate.deal.party": ("deal_id", "partner_id", "agent_id"),
            "res.partner": ("user_id", "realestate_customer", "commercial_partner_id"),
        }
        return SQL(
            """
            SELECT partner_id FROM crm_lead
             WHERE user_id = %(uid)s AND realestate_project_id IS NOT NULL AND partner_id IS NOT NULL
             UNION ALL
            SELECT partner_id FROM realestate_deal WHERE user_id = %(uid)s
             UNION ALL
            SELECT person.id
              FROM realestate_deal AS deal
              JOIN realestate_deal_party AS party ON party.deal_id = deal.id
              JOIN LATERAL (VALUES (party.partner_id), (party.agent_id)) AS person(id) ON person.id IS NOT NULL
             WHERE deal.user_id = %(uid)s
             UNION ALL
            SELECT id FROM res_partner WHERE user_id = %(uid)s AND realestate_customer
            """,
            uid=self.env.uid,
            to_flush=[self.env[model]._fields[name] for model, names in used.items() for name in names],
        )

    @api.model
    def _project_reach_sql(self, alias):
        """Return SQL conditions that the customer ``alias`` is one of the projects the user's role covers."""
        projects = self.env.user._realestate_customer_projects()
        if not projects:
            return []
        partner = SQL.identifier(alias, "id")
        sudo = self.env(su=True)
        domain = Domain("project_id", "in", projects.ids)
        by_deal = sudo["realestate.deal"]._search(domain)
        by_party = sudo["realestate.deal.party"]._search([("deal_id.project_id", "in", projects.ids)])
        by_lead = (
            sudo["crm.lead"].with_context(active_test=False)._search([("realestate_project_id", "in", projects.ids)])
        )
        # correlated: most rows of a list match, and a list reads few
        conditions = []
        for query, columns in (
            (by_deal, ("partner_id",)),
            (by_party, ("partner_id", "agent_id")),
            (by_lead, ("partner_id",)),
        ):
            for column in columns:
                condition = SQL("%s = %s", SQL.identifier(query.table, column), partner)
                conditions.append(
                    SQL(
                        "EXISTS (SELECT 1 FROM %s WHERE %s AND %s)",
                        query.from_clause,
                        query.where_clause or SQL("TRUE"),
                        condition,
                    )
                )
        return conditions

    def _realestate_customers(self):
        return self.filtered("realestate_customer")

    @api.model
    def _search_phone_mobile_search(self, operator, value):
        # on what is shown: a query on the column would answer for hidden digits
        return self._search_shown_phone(operator, value)

    def _build_vcard(self):
        if not self.env.su:
            in_full = self._realestate_customers().filtered(lambda partner: not partner.realestate_masked)
            in_full._log_disclosure("export", ["phone"])
        return super()._build_vcard()

    # ------------------------------------------------------------------
    # crud
    # ------------------------------------------------------------------
    @api.model_create_multi
    def create(self, vals_list):
        vals_list = [self._normalize_identity(vals) for vals in vals_list]
        return super().create(vals_list)

    def write(self, vals):
        if "user_id" in vals and not self.env.su:
            self._check_consultant_change()
        return super().write(self._normalize_identity(vals))

    @api.model
    def _normalize_identity(self, vals):
        if not vals.get("identity_number"):
            return vals
        number = identity.normalize(vals["identity_number"])
        return {**vals, "identity_number": number}

    def _check_consultant_change(self):
        """Only a manager gives a customer to a consultant: it opens the file to that consultant."""
        if self.env.user.has_group("realestate_sales.realestate_sales_group_manager"):
            return
        if self.filtered("realestate_customer"):
            raise AccessError(self.env._("A customer is given to another consultant by the sales manager."))

    def _mark_realestate_customers(self):
        """Make these partners customers: from now on they are kept and masked as such."""
        partners = self.sudo().filtered(lambda partner: not partner.realestate_customer)
        if partners:
            partners.write({"realestate_customer": True})

    def _check_reachable_by_user(self):
        """Refuse to have a record refer to a customer whom the user does not reach (ACCESS-1).

        Otherwise anybody could open a customer's file by naming its id in a deal of his own.

        :raises AccessError: one of the partners is out of reach
        """
        if self.env.su:
            return
        doubtful = self
        if self._realestate_own_at_a_glance():
            # in the crowd it is nearly always one's own customer: known without asking the rules
            companies = {False, *self.env.companies.ids}
            doubtful = self.sudo().filtered(
                lambda partner: partner.user_id.id != self.env.uid or partner.company_id.id not in companies
            )
        doubtful.with_env(self.env).check_access("read")

    @api.model
    @ormcache("self.env.uid", "tuple(self.env.context.get('allowed_company_ids') or ())")
    def _realestate_own_at_a_glance(self):
        """Return whether the user's rules on contacts ask no more than a glance shows of one's own customer.

        That one works the file (ACCESS-1) and that it is of one's companies; an office may have added rules.
        """
        of_company = Domain("partner_share", "=", False) | Domain("company_id", "=", False)
        of_company |= Domain("company_id", "parent_of", self.env.companies.ids)
        known = Domain("realestate_reachable", "=", True) & of_company
        return self.env["ir.rule"]._compute_domain(self._name, "read") == known.optimize(self)
