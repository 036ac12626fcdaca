// Points in the plane: named beside the point where they are few, by hover where they are many.
import { axis, look } from './theme.js';
import { decimals, number, tick, tip, tooltip } from './text.js';

const mostNamed = 40;
const mostDrawnAsVectors = 2000;

const count = data => data.groups.reduce((sum, group) => sum + group.points.length, 0);

export const points = {
    renderer: data => (count(data) > mostDrawnAsVectors ? 'canvas' : 'svg'),
    names: data => data.groups.map(group => group.name),
    height: (data, width) => Math.min(width * 0.9, data.x || data.y ? 440 : 620),
    option(data, style, width) {
        const total = count(data);
        const [xDigits, yDigits] = [0, 1].map(n => decimals(data.groups.flatMap(group => group.points.map(point => point[n]))));
        const named = total <= mostNamed;
        const blank = !data.x && !data.y;
        const size = named ? 10 : total > 800 ? 4 : 6;
        const plane = name => axis(style, name, {
            type: 'value',
            scale: true,
            splitLine: { show: !blank, lineStyle: { color: style.line } },
            ...(blank ? { axisLabel: { show: false } } : { axisLabel: { color: style.faint, formatter: tick, hideOverlap: true } }),
        });
        return {
            grid: {
                left: 8, right: named ? 40 : 12, top: blank ? 8 : 36, bottom: blank ? 8 : 30,
                outerBoundsMode: 'same', outerBoundsContain: 'axisLabel',
            },
            legend: { show: false },
            tooltip: tooltip(style, {
                trigger: 'item',
                formatter: ({ seriesName, dataIndex }) => {
                    const n = Number(seriesName.slice(1));
                    const group = data.groups[n];
                    const [x, y, label] = group.points[dataIndex];
                    const rows = blank ? [] : [[data.x || 'x', number(x, xDigits)], [data.y || 'y', number(y, yDigits)]];
                    return tip(label || group.name, [[group.name, '', look(style, n).color], ...rows]);
                },
            }),
            xAxis: {
                ...plane(data.x), nameLocation: 'middle', nameGap: 28,
                axisLine: { show: !blank, onZero: false, lineStyle: { color: style.faint } },
                splitNumber: width < 480 ? 4 : 6,
            },
            yAxis: { ...plane(data.y), nameGap: 12, nameTextStyle: { color: style.faint, align: 'left' } },
            series: data.groups.map((group, n) => {
                const { color, symbol, dash } = look(style, n);
                return {
                    name: `s${n}`,
                    type: group.joined ? 'line' : 'scatter',
                    symbol,
                    symbolSize: size,
                    showSymbol: true,
                    z: group.joined ? 2 : 3,
                    lineStyle: { color, type: dash, width: 1.5 },
                    itemStyle: { color, opacity: named ? 1 : 0.75 },
                    emphasis: { scale: 1.4 },
                    label: {
                        show: named, position: group.joined ? 'bottom' : 'top', distance: 5, color: style.ink, fontSize: 12,
                        formatter: ({ dataIndex }) => group.points[dataIndex][2],
                    },
                    labelLayout: named ? { moveOverlap: 'shiftX' } : undefined,
                    data: group.points.map(([x, y]) => [x, y]),
                };
            }),
        };
    },
};
