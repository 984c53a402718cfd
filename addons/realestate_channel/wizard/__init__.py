from . import realestate_registration_enter
from . import realestate_registration_visit
