from odoo import api, models


class RealestateKeptRowMixin(models.AbstractModel):
    """A row of a document that stays as it is once the document is decided."""

    _name = "realestate.kept.row.mixin"
    _description = "Row that Is Kept with Its Document"

    def _check_changeable(self):
        """Refuse, with what to do, where the document of one of these rows is decided.

        :raises UserError: it is
        """
        raise NotImplementedError

    @api.model_create_multi
    def create(self, vals_list):
        rows = super().create(vals_list)
        rows._check_changeable()
        return rows

    def write(self, vals):
        self._check_changeable()
        super().write(vals)
        # a row that was moved is now another document's
        self._check_changeable()
        return True

    @api.ondelete(at_uninstall=False)
    def _unlink_except_kept(self):
        self._check_changeable()
