from . import identity, masking, phone
from . import unit_table
