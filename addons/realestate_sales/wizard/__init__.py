from . import realestate_release_add_units
from . import realestate_unit_hold
from . import account_payment_register
