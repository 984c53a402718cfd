from . import realestate_registration_report
