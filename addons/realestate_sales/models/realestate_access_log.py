from odoo import api, fields, models
from odoo.exceptions import UserError


class RealestateAccessLog(models.Model):
    """Who got a customer's phone or identity number in full, and when (ACCESS-3); only ever added to."""

    _name = "realestate.access.log"
    _description = "Access to a Customer's Numbers"
    _order = "date desc, id desc"
    _rec_name = "record_name"

    date = fields.Datetime(required=True, readonly=True, index=True, default=fields.Datetime.now)
    user_id = fields.Many2one("res.users", required=True, readonly=True, index=True, ondelete="restrict")
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True, ondelete="restrict")
    how = fields.Selection(
        [("reveal", "Revealed"), ("export", "Exported"), ("print", "Printed"), ("check", "Spot Check")],
        required=True,
        readonly=True,
    )
    res_model = fields.Char(string="Model", required=True, readonly=True)
    res_id = fields.Many2oneReference(string="Record", model_field="res_model", required=True, readonly=True)
    record_name = fields.Char(string="Customer", readonly=True, index="trigram")
    field_names = fields.Char(string="Fields", required=True, readonly=True)

    _record_idx = models.Index("(res_model, res_id)")

    def init(self):
        # no right, no sudo and no SQL of an addon changes what has been logged
        super().init()
        self.env.cr.execute(
            """
            CREATE OR REPLACE FUNCTION realestate_access_log_append_only() RETURNS trigger AS $$
            BEGIN
                RAISE EXCEPTION 'realestate_access_log is append-only' USING ERRCODE = 'restrict_violation';
            END $$ LANGUAGE plpgsql;
            CREATE OR REPLACE TRIGGER realestate_access_log_append_only
                BEFORE UPDATE OR DELETE ON realestate_access_log
                FOR EACH ROW EXECUTE FUNCTION realestate_access_log_append_only();
            """
        )

    @api.model
    def _log(self, records, how, field_names):
        """Add a line for each of ``records``: the current user got its ``field_names`` in full.

        :param records: of a model with masked fields
        :param str how: ``reveal``, ``export`` or ``print``
        :param list field_names: technical names; the log keeps their labels
        """
        labels = records.fields_get(field_names, ["string"])
        return self.create(
            [
                {
                    "user_id": self.env.uid,
                    "company_id": self.env.company.id,
                    "how": how,
                    "res_model": records._name,
                    "res_id": record.id,
                    "record_name": record.display_name,
                    "field_names": ", ".join(labels[name]["string"] for name in field_names),
                }
                for record in records.sudo()
            ]
        )

    def write(self, vals):  # pylint: disable=method-required-super  # nobody may
        raise UserError(self.env._("The access log cannot be changed."))

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("The access log cannot be changed."))
