from . import realestate_measure
