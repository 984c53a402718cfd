from . import realestate_release_add_units
from . import realestate_unit_hold
from . import account_payment_register
from . import realestate_deal_subscribe
from . import realestate_deal_subscribe_buyer
from . import realestate_deal_milestone
from . import realestate_deal_milestone_line
from . import realestate_deal_change_decide
