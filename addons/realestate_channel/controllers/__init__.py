from . import registration_portal
from . import realestate_commission
from . import portal_commission
from . import call_list
