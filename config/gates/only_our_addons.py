"""pytest plugin: Odoo's test_lint looks at this project's addons and not at Odoo's."""

from pathlib import Path

from odoo.modules import Manifest

OURS = Path(__file__).resolve().parents[2] / "addons"
all_addon_manifests = Manifest.all_addon_manifests


def ours():
    return [manifest for manifest in all_addon_manifests() if Path(manifest.path).parent == OURS]


Manifest.all_addon_manifests = staticmethod(ours)
