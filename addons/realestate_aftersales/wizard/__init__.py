from . import realestate_mortgage_submit
from . import realestate_mortgage_funds
from . import realestate_mortgage_refused
from . import realestate_service_reason
from . import realestate_handover_book
from . import realestate_handover_reason
from . import realestate_handover_notify
