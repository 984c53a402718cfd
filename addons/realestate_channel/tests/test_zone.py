import base64
import json
from datetime import timedelta

from psycopg2.errors import CheckViolation

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from ..tools import geojson
from .common import ChannelCommon

SQUARE = {"type": "Polygon", "coordinates": [[[120, 30], [120.01, 30], [120.01, 30.01], [120, 30.01]]]}


class ZoneCommon(ChannelCommon):
    @classmethod
    def _new_zone(cls, name="锦绣家园", **values):
        vals = {"name": name, "project_id": cls.project.id, "households": 1000, "polygon": SQUARE, **values}
        return cls.env["realestate.channel.zone"].create(vals)

    @classmethod
    def _distribute(cls, zone, leaflets, visits=0, days_ago=0, user=None, **values):
        user = user or cls.specialist_2
        return (
            cls.env["realestate.channel.distribution"]
            .with_user(user)
            .create(
                {
                    "zone_id": zone.id,
                    "date": cls.today - timedelta(days=days_ago),
                    "leaflets": leaflets,
                    "visits": visits,
                    **values,
                }
            )
        )


@tagged("post_install", "-at_install")
class TestZone(ZoneCommon):
    def test_figures(self):
        """CH-4: a zone knows how many leaflets a household it got, when last, and the visits they brought."""
        zone = self._new_zone()
        self.assertFalse(zone.last_date)
        self._distribute(zone, 300, 2, days_ago=9)
        self._distribute(zone, 450, 1, days_ago=2)
        self.assertEqual((zone.leaflets, zone.visits, zone.density), (750, 3, 0.75))
        self.assertEqual(zone.last_date, self.today - timedelta(days=2))
        self.assertEqual(zone.distribution_ids.team_id, self.leaflets)

    def test_map(self):
        """CH-4: the map shades by the period that is looked at, and shows a zone's history."""
        zone = self._new_zone()
        self._distribute(zone, 300, days_ago=7)
        self._distribute(zone, 200, 4, days_ago=6)
        project = self.project.with_user(self.supervisor_2)
        for days, leaflets in ((7, 200), (30, 500), (0, 500)):
            [shown] = project.zone_map(days)["zones"]
            self.assertEqual(shown["leaflets"], leaflets, days)
        self.assertEqual([shown["visits"], shown["days_ago"]], [4, 6])
        self.assertEqual([line["leaflets"] for line in project.zone_history(zone.id)], [200, 300])
        self.assertTrue(project.zone_map()["edit"])
        self.assertFalse(self.project.with_user(self.specialist).zone_map()["edit"])
        # another team's history is not his
        self.assertFalse(self.project.with_user(self.specialist).zone_history(zone.id))

    def test_no_tiles_but_ones_own(self):
        """CH-4: no map is fetched from anywhere unless the company names its own server."""
        self.assertFalse(self.project.zone_map()["tiles"])
        self.company.realestate_tile_url = "https://tiles.intranet/{z}/{x}/{y}.png"
        self.assertEqual(self.project.zone_map()["tiles"], "https://tiles.intranet/{z}/{x}/{y}.png")

    def test_shape(self):
        """CH-4: a shape is closed and measured; what is no area of the earth is refused with a sentence."""
        zone = self._new_zone()
        self.assertEqual(zone.polygon["coordinates"][0][0], zone.polygon["coordinates"][0][-1])
        # 0.01° × 0.01° at 30° north: 1.112 km × 0.963 km
        self.assertAlmostEqual(zone.area, 1.071, 2)
        for wrong in (
            {"type": "Point", "coordinates": [120, 30]},
            {"type": "Polygon", "coordinates": []},
            {"type": "Polygon", "coordinates": [[[120, 30], [121, 30]]]},
            {"type": "Polygon", "coordinates": [[[200, 30], [121, 30], [121, 31]]]},
            {"type": "Polygon", "coordinates": [["x", [121, 30], [121, 31]]]},
        ):
            with self.subTest(wrong=wrong), self.assertRaises(ValidationError):
                zone.polygon = wrong
        with self.assertRaises(ValidationError):
            self.env["realestate.channel.zone"].with_context(default_polygon={"type": "Point"}).create(
                {"name": "x", "project_id": self.project.id}
            )
        hole = [[120.002, 30.002], [120.004, 30.002], [120.004, 30.004], [120.002, 30.004], [120.002, 30.002]]
        with_hole = geojson.check_geometry({"type": "Polygon", "coordinates": [*SQUARE["coordinates"], hole]})
        self.assertLess(geojson.area(with_hole), zone.area)

    def _import(self, content):
        data = content if isinstance(content, bytes) else json.dumps(content).encode()
        wizard = (
            self.env["realestate.zone.import"]
            .with_user(self.supervisor_2)
            .create({"project_id": self.project.id, "file": base64.b64encode(data)})
        )
        return wizard.action_import()

    def test_import(self):
        """CH-4: areas of a GeoJSON file become zones; a known name gets the shape; all or nothing."""
        zone = self._new_zone("旧区", polygon=False)
        feature = {"type": "Feature", "properties": {"name": "旧区"}, "geometry": SQUARE}
        point = {"type": "Feature", "properties": {}, "geometry": {"type": "Point", "coordinates": [1, 2]}}
        fresh = {"type": "Feature", "properties": {"名称": "新区"}, "geometry": SQUARE}
        self._import({"type": "FeatureCollection", "features": [feature, point, fresh]})
        self.assertTrue(zone.has_shape)
        self.assertEqual(self.project.channel_zone_ids.mapped("name"), ["新区", "旧区"])
        broken = {"type": "Feature", "properties": {}, "geometry": {"type": "Polygon", "coordinates": [[[1, 2]]]}}
        for content in (b"no json", {"type": "FeatureCollection", "features": [point]}, broken):
            with self.subTest(content=content), self.assertRaises(UserError):
                self._import(content)
        with self.assertRaises(UserError):
            self._import({"type": "FeatureCollection", "features": [{**fresh, "properties": {"name": "三"}}, broken]})
        self.assertEqual(len(self.project.channel_zone_ids), 2)

    def test_figures_refused(self):
        """CH-4: PostgreSQL refuses no leaflets; a day to come is refused with a sentence."""
        zone = self._new_zone()
        with mute_logger("odoo.sql_db"), self.assertRaises(CheckViolation), self.cr.savepoint():
            self._distribute(zone, 0)
        with self.assertRaises(ValidationError):
            self._distribute(zone, 10, days_ago=-1)

    def test_rights(self):
        """ACCESS-1: a specialist enters his own distributions, and draws no zones."""
        zone = self._new_zone()
        mine = self._distribute(zone, 10)
        distributions = self.env["realestate.channel.distribution"]
        self.assertEqual(distributions.with_user(self.specialist_2).search([]), mine)
        self.assertFalse(distributions.with_user(self.specialist).search([]))
        self.assertEqual(distributions.with_user(self.supervisor_2).search([]), mine)
        with self.assertRaises(AccessError):
            zone.with_user(self.specialist_2).write({"polygon": SQUARE})


@tagged("post_install", "-at_install")
class TestZoneUI(ZoneCommon, HttpCase):
    def test_tour(self):
        """CH-4: on the map a zone is chosen, its history read, a distribution entered, a new zone drawn."""
        zone = self._new_zone()
        self._distribute(zone, 300, days_ago=2)
        self.start_tour("/odoo/zone-map", "realestate_zone_map", login="ch_supervisor_2")
        self.assertEqual(zone.leaflets, 550)
        drawn = self.project.channel_zone_ids - zone
        self.assertEqual((drawn.name, drawn.has_shape), ("新画的区", True))
