from . import realestate_handover_plan
from . import realestate_handover_slot
from . import realestate_handover
from . import realestate_handover_defect
from . import realestate_service_stage
from . import realestate_service_kind
from . import realestate_service
from . import realestate_deal
