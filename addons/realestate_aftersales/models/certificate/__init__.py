from . import realestate_project
from . import realestate_building
from . import realestate_certificate
from . import realestate_service_stage
from . import realestate_service_kind
from . import realestate_service
from . import realestate_deal
from . import realestate_measure
