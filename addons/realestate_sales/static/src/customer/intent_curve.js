import { registry } from "@web/core/registry";
import { _t } from "@web/core/l10n/translation";
import { standardFieldProps } from "@web/views/fields/standard_field_props";
import { Component } from "@odoo/owl";

export const WIDTH = 120;
export const HEIGHT = 28;
const PAD = 3;
const MOST = 10;

/**
 * Where the points of a curve stand: days to scale, 0 at the bottom, 10 at the top.
 *
 * @param {[string, number][]} curve day (ISO) and intent, the oldest first
 * @returns {{x: number, y: number}[]}
 */
export function curvePoints(curve) {
    const times = curve.map(([day]) => Date.parse(day));
    const span = times.at(-1) - times[0];
    return curve.map(([, intent], index) => {
        const share = span ? (times[index] - times[0]) / span : index / Math.max(curve.length - 1, 1);
        return {
            x: PAD + share * (WIDTH - 2 * PAD),
            y: HEIGHT - PAD - (Math.min(Math.max(intent, 0), MOST) / MOST) * (HEIGHT - 2 * PAD),
        };
    });
}

/** How a customer's intent went from follow-up to follow-up. */
export class IntentCurve extends Component {
    static template = "realestate_sales.IntentCurve";
    static props = { ...standardFieldProps };

    setup() {
        this.width = WIDTH;
        this.height = HEIGHT;
    }

    get curve() {
        return this.props.record.data[this.props.name] || [];
    }

    get points() {
        return curvePoints(this.curve);
    }

    get line() {
        return this.points.map(({ x, y }) => `${x.toFixed(1)},${y.toFixed(1)}`).join(" ");
    }

    get last() {
        return this.curve.at(-1)[1];
    }

    get trend() {
        const change = this.last - this.curve[0][1];
        return change > 0 ? "text-success" : change < 0 ? "text-danger" : "text-muted";
    }

    get title() {
        return this.curve.map(([day, intent]) => `${day}: ${intent}`).join("\n");
    }
}

export const intentCurve = {
    component: IntentCurve,
    displayName: _t("Intent over Time"),
    supportedTypes: ["json"],
};

registry.category("fields").add("realestate_intent_curve", intentCurve);
