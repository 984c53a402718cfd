import re

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import SQL
from odoo.tools.sql import create_index, make_identifier

from odoo.addons.phone_validation.models.mail_thread_phone import PHONE_REGEX_PATTERN

from ..fields import MaskedChar
from ..tools import phone
from ..tools.masking import is_masked, mask_value


class RealestateMaskedMixin(models.AbstractModel):
    """A record about a customer: who reaches it (ACCESS-1) and who sees its numbers in full (ACCESS-3).

    A model says in ``_realestate_reachable_domain`` and ``_realestate_masked_domain`` which of its records
    the current user reaches and sees masked; rules, reading and searching all follow from these two.
    Its numbers are fields of the class ``MaskedChar``.
    """

    _name = "realestate.masked.mixin"
    _description = "Numbers of a Customer"

    realestate_reachable = fields.Boolean(
        string="Within Reach",
        compute="_compute_realestate_reachable",
        search="_search_realestate_reachable",
        compute_sudo=True,
        export_string_translation=False,
    )
    realestate_masked = fields.Boolean(
        string="Numbers Masked",
        compute="_compute_realestate_masked",
        compute_sudo=True,
        export_string_translation=False,
        help="The user does not work this customer's file: phone and identity numbers show masked.",
    )

    def init(self):
        super().init()
        if not self._abstract and "phone_mobile_search" in self._fields:
            self._index_phone_parts()

    def _index_phone_parts(self):
        """Find part of a phone number among a million by index: both branches of ``_search_shown_phone``."""
        create_index(
            self.env.cr,
            make_identifier(f"{self._table}_realestate_irregular_phone_idx"),
            self._table,
            ["id"],
            where="phone_sanitized IS NULL AND phone IS NOT NULL",
        )
        if self.env.registry.has_trigram:
            create_index(
                self.env.cr,
                make_identifier(f"{self._table}_realestate_phone_part_idx"),
                self._table,
                ["phone_sanitized gin_trgm_ops"],
                method="gin",
                where="phone_sanitized IS NOT NULL",
            )

    @api.model
    def _realestate_reachable_domain(self):
        """Return the domain of the records that the current user reaches at all."""
        return Domain.TRUE

    @api.model
    def _realestate_masked_domain(self):
        """Return the domain of the records whose numbers the current user sees masked."""
        return Domain.FALSE

    @api.depends_context("uid", "allowed_company_ids")
    def _compute_realestate_reachable(self):
        reached = self._among(self._realestate_reachable_domain())
        for record in self:
            record.realestate_reachable = not record._origin or record._origin.id in reached

    @api.depends_context("uid")
    def _compute_realestate_masked(self):
        masked = self._among(self._realestate_masked_domain())
        for record in self:
            record.realestate_masked = record._origin.id in masked

    def _among(self, domain):
        """Return the ids of these records that match ``domain``, by one query."""
        ids = self._origin.ids
        if not ids or domain.is_false():
            return set()
        if domain.is_true():
            return set(ids)
        model = self.sudo().with_context(active_test=False)
        return set(model._search(Domain("id", "in", ids) & domain))

    @api.model
    def _search_realestate_reachable(self, operator, value):
        if operator != "in":
            return NotImplemented
        domain = self._realestate_reachable_domain()
        return domain if True in value else ~domain

    # ------------------------------------------------------------------
    # what a user sees
    # ------------------------------------------------------------------
    @api.model
    def _masked_fields(self):
        """Return the names of the fields that are masked."""
        return [name for name, field in self._fields.items() if isinstance(field, MaskedChar)]

    def _fetch_query(self, query, fields):
        # the cache, which all users of a transaction share, has the numbers; the field masks what it gives out
        columns = [field for field in fields if field.column_type]
        others = [field for field in fields if not field.column_type]
        fetched = super(RealestateMaskedMixin, self.sudo())._fetch_query(query, columns).with_env(self.env)
        if others and fetched:
            super()._fetch_query(fetched._as_query(), others)
        return fetched

    def _field_to_sql(self, alias, field_expr, query=None):
        sql = super()._field_to_sql(alias, field_expr, query)
        field = self._fields.get(field_expr)
        if self.env.su or not isinstance(field, MaskedChar) or not field.store:
            return sql
        sudo = self.sudo()
        masked = self._realestate_masked_domain().optimize_full(sudo)
        return sql if masked.is_false() else field.to_masked_sql(sql, masked._to_sql(sudo, alias, query))

    # ------------------------------------------------------------------
    # phone numbers
    # ------------------------------------------------------------------
    def _phone_format_number(self, number, country, force_format="E164", raise_exception=False):
        """Every number has one form, also those with which the library does not cope (CUS-4): tools/phone.py.

        :raises UserError: (with ``raise_exception``) it is no phone number
        """
        sanitized = None if is_masked(number) else phone.sanitize(number, country.code or None)
        if not sanitized:
            if raise_exception:
                raise UserError(self._phone_message(number))
            return False
        if force_format == "E164":
            return sanitized
        return super()._phone_format_number(sanitized, country, force_format, raise_exception)

    @api.depends("phone")
    def _compute_realestate_phone_sanitized(self):
        """For models with a phone and without Odoo's own ``mail.thread.phone``."""
        for record in self:
            record.phone_sanitized = record._phone_format(fname="phone")

    @api.model
    def _phone_message(self, number):
        """Say what is wrong with a phone number and how one is written."""
        messages = {
            "several": self.env._("Enter one phone number here, and further ones as members of the household."),
            "area": self.env._("A landline needs its area code, as in 0571-88886666."),
        }
        return messages.get(phone.error(number)) or self.env._(
            "This is no phone number: a mobile number has 11 digits, a landline its area code, as in 0571-88886666, "
            "a number from abroad + and its country."
        )

    @api.model
    def _search_shown_phone(self, operator, value):
        """Search a phone number typed in any of the usual ways, on what the user sees of the numbers."""
        if operator in ("in", "not in"):
            known = {number: self._phone_format(number=number) for number in value if number}
            parts = [Domain("phone_sanitized", operator, [number for number in known.values() if number])]
            if others := [number for number in value if not known.get(number)]:
                parts.append(Domain("phone", operator, others))
        else:
            digits = re.sub(PHONE_REGEX_PATTERN, "", value) if isinstance(value, str) else value
            parts = [Domain("phone_sanitized", operator, digits), self._irregular(Domain("phone", operator, value))]
        return Domain.OR(parts) if operator not in Domain.NEGATIVE_OPERATORS else Domain.AND(parts)

    @api.model
    def _irregular(self, domain):
        """Restrict ``domain`` to numbers that could not be sanitized: few, and masked only when so few are left."""
        sanitized = self._fields["phone_sanitized"]

        def to_sql(model, alias, query):
            column = SQL.identifier(alias, sanitized.name, to_flush=sanitized)
            number = SQL.identifier(alias, "phone", to_flush=self._fields["phone"])
            shown = domain.optimize_full(self)._to_sql(self, alias, query)
            return SQL("(%s IS NULL AND %s IS NOT NULL AND %s)", column, number, shown)

        return Domain.custom(to_sql=to_sql)

    def realestate_reveal(self, field_name):
        """Return a number of this customer in full; who asked for it, and when, is logged (ACCESS-3).

        :param str field_name: a masked field
        :rtype: str | bool
        :raises AccessError: the user does not reach the record or is nobody of the sales office
        """
        self.ensure_one()
        self.check_access("read")
        if field_name not in self._masked_fields():
            raise ValidationError(self.env._("This field has nothing to reveal."))
        if not self.env.user.has_group("realestate_sales.realestate_sales_group_staff"):
            raise AccessError(self.env._("Only staff of the sales office may reveal a customer's numbers."))
        self._log_disclosure("reveal", [field_name])
        return self.sudo()[field_name]

    def _log_disclosure(self, how, field_names):
        """Log that the current user got numbers of these records in full (ACCESS-3).

        :param str how: ``reveal``, ``export`` or ``print``
        :param list field_names: which fields
        """
        return self.env["realestate.access.log"].sudo()._log(self, how, field_names)

    def _export_rows(self, fields, *, _is_toplevel_call=True):
        exported = {path[0] for path in fields if path} & set(self._masked_fields())
        if exported and not self.env.su:
            in_full = self._realestate_customers() - self.filtered("realestate_masked")
            in_full._log_disclosure("export", sorted(exported))
        return super()._export_rows(fields, _is_toplevel_call=_is_toplevel_call)

    def _realestate_customers(self):
        """Return those of these records that are about real-estate customers."""
        return self

    # ------------------------------------------------------------------
    # what a user writes
    # ------------------------------------------------------------------
    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            for name in self._masked_fields():
                if is_masked(vals.get(name)):
                    raise ValidationError(self._masked_message(name))
        return super().create(vals_list)

    def write(self, vals):
        return super().write(self._without_masks(vals))

    def _without_masks(self, vals):
        """Leave out the numbers that come back masked as they were shown; refuse any other mask.

        :raises ValidationError: a masked number that is not the one of the record
        """
        masks = [name for name in self._masked_fields() if is_masked(vals.get(name))]
        for name in masks:
            kind = self._fields[name].mask
            if any(mask_value(record[name], kind) != vals[name] for record in self.sudo()):
                raise ValidationError(self._masked_message(name))
        return {name: value for name, value in vals.items() if name not in masks}

    def _track_prepare(self, fields_iter):
        # both ends of a change are the numbers; the tracking value masks them
        return super(RealestateMaskedMixin, self.sudo())._track_prepare(fields_iter)

    def _masked_message(self, name):
        return self.env._(
            "%(field)s is masked: enter the full number, or reveal it first.",
            field=self._fields[name]._description_string(self.env),
        )

    def copy_data(self, default=None):
        vals_list = super().copy_data(default)
        for vals in vals_list:
            for name in self._masked_fields():
                if is_masked(vals.get(name)):
                    vals[name] = False
        return vals_list
