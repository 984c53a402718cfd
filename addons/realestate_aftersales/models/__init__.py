from . import realestate_deal
from . import res_users
from . import arrears
