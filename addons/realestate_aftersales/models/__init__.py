from . import realestate_deal
