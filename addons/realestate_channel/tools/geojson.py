"""Shapes of zones as GeoJSON (RFC 7946): checked, measured, read from files. Plain Python."""

import itertools
import json
import math

EARTH_RADIUS = 6371.0088  # km
MAX_POINTS = 2000
NAME_KEYS = ("name", "名称", "NAME", "title", "Name")


class ShapeError(Exception):
    """The shape cannot be used: ``code`` says why."""

    def __init__(self, code):
        super().__init__(code)
        self.code = code


def check_geometry(geometry):
    """Return a Polygon or MultiPolygon with closed rings and nothing beside what is needed.

    :raises ShapeError: another kind of shape, too few or too many points, no coordinates of the earth
    """
    if not isinstance(geometry, dict) or geometry.get("type") not in ("Polygon", "MultiPolygon"):
        raise ShapeError("kind")
    several = geometry["type"] == "MultiPolygon"
    polygons = geometry.get("coordinates") if several else [geometry.get("coordinates")]
    if not isinstance(polygons, list) or not polygons:
        raise ShapeError("empty")
    checked = [_check_polygon(polygon) for polygon in polygons]
    if sum(len(ring) for polygon in checked for ring in polygon) > MAX_POINTS:
        raise ShapeError("long")
    return {"type": geometry["type"], "coordinates": checked if several else checked[0]}


def _check_polygon(polygon):
    if not isinstance(polygon, list) or not polygon:
        raise ShapeError("empty")
    return [_check_ring(ring) for ring in polygon]


def _check_ring(ring):
    if not isinstance(ring, list):
        raise ShapeError("empty")
    points = [_check_point(point) for point in ring]
    if points and points[0] != points[-1]:
        points.append(points[0])
    if len(points) < 4 or len({tuple(point) for point in points}) < 3:
        raise ShapeError("short")
    return points


def _check_point(point):
    try:
        longitude, latitude = float(point[0]), float(point[1])
    except (TypeError, ValueError, IndexError, KeyError) as error:
        raise ShapeError("point") from error
    if not (-180 <= longitude <= 180 and -85 <= latitude <= 85):
        raise ShapeError("point")
    return [round(longitude, 6), round(latitude, 6)]


def area(geometry):
    """Return the area of a checked shape in km², holes left out."""
    polygons = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
    return sum(abs(_ring_area(rings[0])) - sum(abs(_ring_area(hole)) for hole in rings[1:]) for rings in polygons)


def _ring_area(ring):
    """Return the signed area of a ring on the sphere; exact enough for a quarter of a town."""
    total = 0.0
    for (x1, y1), (x2, y2) in itertools.pairwise(ring):
        total += math.radians(x2 - x1) * (2 + math.sin(math.radians(y1)) + math.sin(math.radians(y2)))
    return total * EARTH_RADIUS * EARTH_RADIUS / 2


def read_features(data):
    """Return pairs of name and shape of a GeoJSON file; shapes that are no areas are left out.

    :param bytes data: a FeatureCollection, a Feature or a geometry
    :raises ShapeError: no GeoJSON, no area in it, or an area that cannot be used
    """
    try:
        content = json.loads(data.decode("utf-8-sig"))
    except (UnicodeDecodeError, ValueError) as error:
        raise ShapeError("json") from error
    if not isinstance(content, dict):
        raise ShapeError("json")
    features = content.get("features") if content.get("type") == "FeatureCollection" else [content]
    found = []
    for feature in features if isinstance(features, list) else []:
        geometry = feature.get("geometry") if feature.get("type") == "Feature" else feature
        if isinstance(geometry, dict) and geometry.get("type") in ("Polygon", "MultiPolygon"):
            names = feature.get("properties") or {}
            name = next((str(names[key]) for key in NAME_KEYS if names.get(key)), "")
            found.append((name, check_geometry(geometry)))
    if not found:
        raise ShapeError("empty")
    return found
