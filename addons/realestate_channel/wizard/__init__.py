from . import realestate_registration_enter
from . import realestate_registration_visit
from . import realestate_commission_settle
from . import realestate_commission_decide
from . import realestate_commission_example
from . import realestate_commission_example_line
