// A matrix of shaded cells, darker (on dark pages: lighter) for more.
import { axis } from './theme.js';
import { decimals, number, shorten, tip, tooltip } from './text.js';

const mostNumbered = 14;

export const cells = {
    renderer: () => 'svg',
    names: () => [],
    height: (data, width) => 96 + data.rows.length * Math.max(18, Math.min(40, (width - 140) / Math.max(1, data.columns.length))),
    option(data, style, width) {
        const values = data.values.flat().filter(value => value !== null);
        const digits = decimals(values);
        const least = Math.min(0, ...values);
        const most = Math.max(...values, least + 1e-9);
        const room = (width - 140) / data.columns.length;
        const middle = least + 0.55 * (most - least);
        return {
            grid: { left: 8, right: 8, top: 30, bottom: 8, outerBoundsMode: 'same', outerBoundsContain: 'axisLabel' },
            tooltip: tooltip(style, {
                formatter: ({ data: { value: [column, row, value] } }) => tip(number(value, digits), [
                    [data.rowAxis, data.rows[row]], [data.columnAxis, data.columns[column]],
                ]),
            }),
            visualMap: { show: false, min: least, max: most, dimension: 2, inRange: { color: [style.low, style.high] } },
            xAxis: axis(style, '', {
                type: 'category', splitLine: { show: false },
                data: data.columns.map((_, n) => n),
                axisLabel: {
                    color: style.faint, interval: 0, rotate: room < 60 ? 45 : 0,
                    formatter: n => shorten(data.columns[n], room < 60 ? 84 : room),
                },
            }),
            yAxis: axis(style, `${data.rowAxis} ↓   ${data.columnAxis} →`, {
                type: 'category', inverse: true, nameLocation: 'start', nameGap: 10, splitLine: { show: false },
                nameTextStyle: { color: style.faint, align: 'left' },
                data: data.rows.map((_, n) => n),
                axisLabel: { color: style.faint, interval: 0, formatter: n => shorten(data.rows[n], 110) },
            }),
            series: [{
                type: 'heatmap',
                itemStyle: { borderColor: style.paper, borderWidth: 1.5 },
                label: {
                    show: data.columns.length <= mostNumbered && room > 30,
                    fontSize: 11,
                    formatter: ({ data: { value } }) => number(value[2], digits),
                },
                emphasis: { itemStyle: { borderColor: style.ink } },
                data: data.values.flatMap((row, r) => row.map((value, c) => ({
                    value: [c, r, value],
                    label: { color: value !== null && value > middle ? style.onHigh : style.ink },
                }))),
            }],
        };
    },
};
