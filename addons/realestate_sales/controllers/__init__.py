from . import unit_table
