from odoo import fields, models


class RealestateService(models.Model):
    """A file of a kind that leads to a certificate has the certificate beside it; what its steps mean (CERT-1)."""

    _inherit = "realestate.service"

    certificate_ids = fields.One2many("realestate.certificate", "service_id")

    def _post_start(self):
        result = super()._post_start()
        files = self.filtered(lambda service: service.kind_id.is_certificate)
        self.env["realestate.certificate"].sudo().create([{"service_id": service.id} for service in files])
        return result

    def _check_certificate_submit(self):
        building = self.building_id
        if building.first_registration_date:
            return []
        return [
            self.env._("Building %s has no first registration yet: enter it under First Registrations.", building.name)
        ]

    def _effect_certificate_submit(self, day):
        """The registry has the papers."""

    def _check_certificate_issued(self):
        if self.certificate_ids.number and self.certificate_ids.date_issued:
            return []
        return [self.env._("Enter the certificate's number and day of issue first.")]

    def _effect_certificate_issued(self, day):
        """Nothing more: number and day are on the certificate."""

    def _check_certificate_handed(self):
        certificate = self.certificate_ids
        if not certificate.handed_to:
            return [self.env._("Say who gets the certificate: the buyer or the bank.")]
        if certificate.date_issued and certificate.date_due and not certificate.on_time and not certificate.fault:
            return [self.env._("The certificate came late: say by whose fault.")]
        return []

    def _effect_certificate_handed(self, day):
        for service in self:
            service.certificate_ids.date_handed = fields.Date.to_date(day) or service.project_id._today()
