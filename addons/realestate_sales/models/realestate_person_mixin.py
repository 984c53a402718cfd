from odoo import api, models


class RealestatePersonMixin(models.AbstractModel):
    """A record that names customers, and so opens their file to who has the record.

    Whoever may write the record could open anybody's file by the person's id: a person is named only by
    those who reach him (ACCESS-1).
    """

    _name = "realestate.person.mixin"
    _description = "Names Customers"

    @api.model_create_multi
    def create(self, vals_list):
        persons = self._persons_in(vals_list)
        records = super().create(vals_list)
        records._mark_persons(persons)
        return records

    def write(self, vals):
        persons = self._persons_in([vals])
        result = super().write(vals)
        self._mark_persons(persons)
        return result

    @api.model
    def _persons_in(self, vals_list):
        """Return the partners that ``vals_list`` names.

        :raises AccessError: one of them is a customer whom the user does not reach
        """
        names = [name for name, field in self._fields.items() if field.comodel_name == "res.partner" and field.store]
        ids = {vals[name] for vals in vals_list for name in names if isinstance(vals.get(name), int)}
        persons = self.env["res.partner"].browse(ids - {False})
        persons._check_reachable_by_user()
        return persons

    def _mark_persons(self, persons):
        """Being named makes a person a customer; override where it does not."""
        persons._mark_realestate_customers()
