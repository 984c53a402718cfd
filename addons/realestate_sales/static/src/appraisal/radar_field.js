import { registry } from "@web/core/registry";
import { _t } from "@web/core/l10n/translation";
import { standardFieldProps } from "@web/views/fields/standard_field_props";
import { Component } from "@odoo/owl";

const RADIUS = 70;
const WIDTH = 340;
const HEIGHT = 210;
const FULL = 120;
const RINGS = [30, 60, 100];

/** Point of the picture at `share` of the way out on spoke `index` of `count`. */
function point(index, count, share) {
    const angle = (2 * Math.PI * index) / count - Math.PI / 2;
    return [
        WIDTH / 2 + Math.cos(angle) * RADIUS * share,
        HEIGHT / 2 + Math.sin(angle) * RADIUS * share,
    ];
}

function path(points) {
    return points.map((coordinates) => coordinates.map((c) => c.toFixed(1)).join(",")).join(" ");
}

/** The scores of an appraisal's duties as a radar, with fewer than three duties as bars (HR-3). */
export class RadarField extends Component {
    static template = "realestate_sales.RadarField";
    static props = { ...standardFieldProps };

    width = WIDTH;
    height = HEIGHT;

    get duties() {
        return this.props.record.data[this.props.name] || [];
    }

    get isRadar() {
        return this.duties.length > 2;
    }

    get rings() {
        const count = this.duties.length;
        return RINGS.map((score) => ({
            score,
            points: path(this.duties.map((_duty, index) => point(index, count, score / FULL))),
        }));
    }

    get shape() {
        const count = this.duties.length;
        return path(
            this.duties.map((duty, index) =>
                point(index, count, Math.min(duty.score, FULL) / FULL)
            )
        );
    }

    get labels() {
        const count = this.duties.length;
        return this.duties.map((duty, index) => {
            const [x, y] = point(index, count, 1.08);
            const side = Math.abs(x - WIDTH / 2) < 8 ? "middle" : x > WIDTH / 2 ? "start" : "end";
            const name = duty.name.length > 9 ? `${duty.name.slice(0, 8)}…` : duty.name;
            return { x, y: y < HEIGHT / 2 ? y - 2 : y + 8, side, name, ...this.said(duty) };
        });
    }

    said(duty) {
        return { title: duty.name, text: duty.counts ? duty.score.toFixed(0) : "–" };
    }

    get bars() {
        return this.duties.map((duty) => ({
            name: duty.name,
            width: `${Math.min(100, (100 * duty.score) / FULL)}%`,
            ...this.said(duty),
        }));
    }
}

registry.category("fields").add("realestate_radar", {
    component: RadarField,
    displayName: _t("Radar of Scores"),
    supportedTypes: ["json"],
});
