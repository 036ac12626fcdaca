// Lines over named positions; a band from the lower to the upper ends where a series has intervals.
import { axis, look } from './theme.js';
import { decimals, number, range, tick, tip, tooltip } from './text.js';

// Stretches of neighbouring points that have an interval.
function stretches(points) {
    const all = [];
    let open = null;
    points.forEach((point, x) => {
        if (point && point.low !== null && point.high !== null) {
            open ??= all[all.push([]) - 1];
            open.push([x, point.low, point.high]);
        } else {
            open = null;
        }
    });
    return all.filter(stretch => stretch.length > 1);
}

function band(series, n, color) {
    const runs = stretches(series.points);
    return {
        type: 'custom',
        name: `s${n}`,
        silent: true,
        tooltip: { show: false },
        z: 1,
        encode: { x: 0, y: [1, 2] },
        data: runs.flatMap(run => run),
        renderItem(params, api) {
            if (params.dataIndex > 0) {
                return null;
            }

            return {
                type: 'group',
                children: runs.map(run => ({
                    type: 'polygon',
                    shape: {
                        points: [
                            ...run.map(([x, low]) => api.coord([x, low])),
                            ...run.map(([x, , high]) => api.coord([x, high])).reverse(),
                        ],
                    },
                    style: { fill: color, opacity: 0.13 },
                    silent: true,
                })),
            };
        },
    };
}

// Zero belongs on the axis unless all values are far from it.
function startsAtZero(data) {
    const values = data.series.flatMap(series => series.points).filter(Boolean).flatMap(point => [point.low ?? point.value, point.high ?? point.value]);
    return Math.min(...values) < 0.5 * Math.max(...values);
}

export const lines = {
    renderer: () => 'svg',
    names: data => data.series.map(series => series.name),
    height: (data, width) => (width < 480 ? 280 : 360),
    option(data, style, width) {
        const digits = decimals(data.series.flatMap(series => series.points).map(point => point?.value));
        return {
            grid: { left: 8, right: 20, top: 30, bottom: 30, outerBoundsMode: 'same', outerBoundsContain: 'axisLabel' },
            legend: { show: false },
            tooltip: tooltip(style, {
                trigger: 'axis',
                axisPointer: { type: 'line', lineStyle: { color: style.faint } },
                formatter: shown => {
                    const x = shown[0].dataIndex;
                    const rows = shown
                        .map(({ seriesName }) => Number(seriesName.slice(1)))
                        .filter((n, at, all) => all.indexOf(n) === at && data.series[n].points[x])
                        .map(n => {
                            const point = data.series[n].points[x];
                            return [data.series[n].name, `${number(point.value, digits)} ${range(point, digits)}`, look(style, n).color];
                        });
                    return tip(data.x ? `${data.x}: ${data.labels[x]}` : data.labels[x], rows);
                },
            }),
            xAxis: axis(style, data.x, {
                type: 'category', nameLocation: 'middle', nameGap: 28, splitLine: { show: false },
                boundaryGap: data.labels.length < 12,
                data: data.labels.map((_, n) => n),
                axisLine: { show: true, onZero: false, lineStyle: { color: style.faint } },
                axisLabel: { color: style.faint, hideOverlap: true, formatter: n => data.labels[n] },
            }),
            yAxis: axis(style, data.y, {
                type: 'value', scale: !startsAtZero(data), nameLocation: 'end', nameGap: 12,
                nameTextStyle: { color: style.faint, align: 'left' },
                axisLabel: { color: style.faint, formatter: tick },
            }),
            series: data.series.flatMap((series, n) => {
                const { color, symbol, dash } = look(style, n);
                return [
                    band(series, n, color),
                    {
                        type: 'line',
                        name: `s${n}`,
                        z: 2,
                        symbol,
                        symbolSize: 7,
                        showSymbol: data.labels.length <= 30,
                        lineStyle: { color, type: dash, width: 2 },
                        itemStyle: { color },
                        emphasis: { focus: 'series' },
                        data: series.points.map(point => point?.value ?? null),
                    },
                ];
            }),
        };
    },
};
