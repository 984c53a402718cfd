from . import call_list, geojson
