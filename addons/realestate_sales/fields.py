from odoo import fields
from odoo.tools import SQL

from .tools.masking import is_masked, mask_sql, mask_value


class MaskedChar(fields.Char):
    """A number of a person, which shows masked to all but those who work the file (ACCESS-3).

    The column holds the number. Whoever reads the field as a user gets what that user may see, and so do
    the searches, groups, orders and aggregates, because they all go through here: ``__get__`` for Python
    (read, export, reports, onchanges, display names), ``to_masked_sql`` and ``condition_to_sql`` for SQL.
    ``sudo()`` sees the number. The model inherits ``realestate.masked.mixin``, which knows who works
    the file.

    :param str mask: how it is masked, a key of ``tools.masking.MASKS``
    :param bool compact: the column has the number without blanks, so that what shows is part of it
    """

    mask = "phone"
    compact = False

    def __get__(self, record, owner=None):
        value = super().__get__(record, owner)
        if record is None or not value or record.env.su or not record.realestate_masked:
            return value
        return mask_value(value, self.mask)

    def to_masked_sql(self, sql, masked):
        """Return what the user sees of the column ``sql``.

        :param SQL masked: true where the user does not work the file
        """
        return SQL("CASE WHEN %s THEN %s ELSE %s END", masked, mask_sql(sql, self.mask), sql)

    def condition_to_sql(self, field_expr, operator, value, model, alias, query):
        condition = super().condition_to_sql
        # a full number may be looked up by everybody (who is calling?); anything else sees what is shown
        if operator in ("in", "not in") and self._is_lookup(value):
            return condition(field_expr, operator, value, model.sudo(), alias, query)
        shown = condition(field_expr, operator, value, model, alias, query)
        if self.compact and operator in ("like", "ilike") and not model.env.su and "*" not in value:
            # what shows is part of the number: the column is compared first, and few are left to mask
            shown = SQL("(%s AND %s)", condition(field_expr, operator, value, model.sudo(), alias, query), shown)
        return shown

    def _is_lookup(self, value):
        numbers = [number for number in value if number]
        # one number at a time, or four hidden digits are guessed by a list of ten thousand
        return len(numbers) <= 1 and not any(is_masked(number) for number in numbers)


class CopiedMany2one(fields.Many2one):
    """A stored reference that follows from other records, which the database keeps with their own foreign keys.

    One on the copy would prove the same again, by a query and a lock on the row at each insert: where
    hundreds subscribe at once, all lock the same project and company. For related and computed fields of
    records that a crowd writes, referring to what cannot be deleted while they are there, and for nothing else.
    """

    def update_db_foreign_key(self, model, column):
        # one that an earlier version made
        constraint = SQL.identifier(f"{model._table}_{self.name}_fkey")
        model.env.cr.execute(
            SQL("ALTER TABLE %s DROP CONSTRAINT IF EXISTS %s", SQL.identifier(model._table), constraint)
        )
