from odoo import models


class RealestatePortalMixin(models.AbstractModel):
    """A record of which a buyer sees his own on the portal (PORTAL-1, ACCESS-1).

    Which records are his is said by the rules of ``base.group_portal``; of these he reads the fields that
    ``_portal_fields`` names and no other: a field that any addon brings stays hidden until it is named. He
    writes none: what he does goes through the portal's own routes. What the office writes to each other in the
    chatter is not for him, whatever its subtype.
    """

    _name = "realestate.portal.mixin"
    _description = "What a Buyer Sees"

    def _portal_fields(self):
        """Return the names of the fields that a buyer reads of his own records."""
        return {"id", "display_name"}

    def _has_field_access(self, field, operation):
        if not super()._has_field_access(field, operation):
            return False
        if self.env.su or self.env.user._is_internal():
            return True
        return operation == "read" and field.name in self._portal_fields()

    def _compute_display_name(self):
        # a name is made of names that he may not read by themselves: of a kind of file, of a unit
        internal = self.env.su or self.env.user._is_internal()
        return super(RealestatePortalMixin, self if internal else self.sudo())._compute_display_name()

    def _mail_get_operation_for_mail_message_operation(self, message_operation):
        if self.env.su or self.env.user._is_internal():
            return super()._mail_get_operation_for_mail_message_operation(message_operation)
        # an operation that nobody from outside has: he reads what was sent to him or written by him
        return dict.fromkeys(self, "unlink")
