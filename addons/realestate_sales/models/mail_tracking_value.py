from odoo import api, models

from ..fields import MaskedChar
from ..tools.masking import mask_value


class MailTrackingValue(models.Model):
    _inherit = "mail.tracking.value"

    @api.model
    def _create_tracking_values(self, initial_value, new_value, col_name, col_info, record):
        # the chatter is read by more people than the number is (ACCESS-3)
        field = record._fields[col_name]
        if isinstance(field, MaskedChar):
            initial_value = mask_value(initial_value, field.mask)
            new_value = mask_value(new_value, field.mask)
        return super()._create_tracking_values(initial_value, new_value, col_name, col_info, record)
