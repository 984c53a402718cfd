from . import identity, masking
from . import unit_table
