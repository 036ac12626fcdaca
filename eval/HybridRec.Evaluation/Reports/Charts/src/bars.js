// Horizontal bars; a whisker from the lower to the upper end of each interval.
import { axis } from './theme.js';
import { decimals, number, range, shorten, tick, tip, tooltip } from './text.js';

function whisker(style) {
    return (params, api) => {
        const [low, high] = [api.value(1), api.value(2)];
        if (Number.isNaN(low) || Number.isNaN(high)) {
            return null;
        }

        const y = api.coord([0, api.value(0)])[1];
        const [from, to] = [api.coord([low, 0])[0], api.coord([high, 0])[0]];
        const stroke = { stroke: style.ink, lineWidth: 1.25, fill: null };
        const stroked = (x1, y1, x2, y2) => ({ type: 'line', shape: { x1, y1, x2, y2 }, style: stroke, silent: true });
        return {
            type: 'group',
            children: [stroked(from, y, to, y), stroked(from, y - 4, from, y + 4), stroked(to, y - 4, to, y + 4)],
        };
    };
}

export const bars = {
    renderer: () => 'svg',
    names: () => [],
    height: data => 62 + 26 * data.bars.length,
    option(data, style, width) {
        const names = Math.min(200, width * 0.35);
        const digits = decimals(data.bars.map(bar => bar.value));
        return {
            grid: { left: 4, right: 64, top: 4, bottom: 30, outerBoundsMode: 'same', outerBoundsContain: 'axisLabel' },
            tooltip: tooltip(style, {
                trigger: 'axis',
                axisPointer: { type: 'shadow', shadowStyle: { color: style.line, opacity: 0.4 } },
                formatter: ([first]) => {
                    const bar = data.bars[first.dataIndex];
                    const rows = [[data.axis, number(bar.value, digits)]];
                    if (bar.low !== null) {
                        rows.push(['95 % interval', range(bar, digits)]);
                    }

                    if (bar.count > 0) {
                        rows.push(['n', number(bar.count, 0)]);
                    }

                    return tip(bar.name, rows);
                },
            }),
            xAxis: axis(style, data.axis, {
                type: 'value', nameLocation: 'middle', nameGap: 26,
                splitNumber: width < 480 ? 3 : 5,
                axisLabel: { color: style.faint, formatter: tick, hideOverlap: true },
            }),
            yAxis: axis(style, '', {
                type: 'category', inverse: true, splitLine: { show: false },
                data: data.bars.map((_, n) => n),
                axisLine: { show: true, onZero: true, lineStyle: { color: style.faint } },
                axisLabel: { color: style.ink, interval: 0, formatter: n => shorten(data.bars[n].name, names) },
            }),
            series: [
                {
                    type: 'bar',
                    barWidth: 14,
                    itemStyle: { color: style.series[0], opacity: 0.75 },
                    data: data.bars.map(bar => bar.value),
                },
                {
                    type: 'custom',
                    renderItem: whisker(style),
                    encode: { x: [1, 2], y: 0 },
                    z: 3,
                    data: data.bars.map((bar, n) => [n, bar.low, bar.high]),
                },
                {
                    // The number stands right of bar and whisker.
                    type: 'scatter',
                    symbolSize: 0,
                    silent: true,
                    tooltip: { show: false },
                    label: {
                        show: true, position: 'right', distance: 6, color: style.ink, fontSize: 12,
                        formatter: ({ dataIndex }) => number(data.bars[dataIndex].value, digits),
                    },
                    data: data.bars.map((bar, n) => [Math.max(0, bar.value ?? 0, bar.high ?? 0), n]),
                },
            ],
        };
    },
};
