from . import realestate_warranty_term
from . import realestate_warranty
from . import realestate_deal
from . import realestate_project
from . import realestate_unit
