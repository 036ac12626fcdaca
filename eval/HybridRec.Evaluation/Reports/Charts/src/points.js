// Points in the plane: named beside the point where they are few, by hover where they are many.
import { axis, look } from './theme.js';
import { decimals, number, tick, tip, tooltip } from './text.js';

const mostNamed = 40;
const mostDrawnAsVectors = 2000;

// Puts each name where it covers no point and no other name, if there is such a place around its point.
function places(data, width, height) {
    const all = data.groups.flatMap(group => group.points);
    const [xs, ys] = [0, 1].map(n => all.map(point => point[n]).filter(value => value !== null));
    // The axes reach beyond the outermost points, by how much is known only later: a fifth less room is assumed.
    const at = (value, values, room) => 0.8 * room * (value - Math.min(...values)) / (Math.max(...values) - Math.min(...values) || 1);
    const box = (x, y, wide, high) => ({ left: x - wide / 2, right: x + wide / 2, top: y - high / 2, bottom: y + high / 2 });
    const apart = (a, b) => a.right <= b.left || b.right <= a.left || a.bottom <= b.top || b.bottom <= a.top;
    const taken = all.map(([x, y]) => box(at(x, xs, width), -at(y, ys, height), 10, 10));
    return data.groups.map(group => group.points.map(([px, py, name]) => {
        const [x, y, wide] = [at(px, xs, width), -at(py, ys, height), 7 * name.length];
        const around = {
            top: box(x, y - 14, wide, 13), right: box(x + 10 + wide / 2, y, wide, 13),
            bottom: box(x, y + 14, wide, 13), left: box(x - 10 - wide / 2, y, wide, 13),
        };
        const order = group.joined ? ['bottom', 'top', 'right', 'left'] : ['top', 'right', 'bottom', 'left'];
        const place = order.find(one => taken.every(other => apart(around[one], other))) ?? order[0];
        taken.push(around[place]);
        return place;
    }));
}

const count = data => data.groups.reduce((sum, group) => sum + group.points.length, 0);

export const points = {
    renderer: data => (count(data) > mostDrawnAsVectors ? 'canvas' : 'svg'),
    names: data => data.groups.map(group => group.name),
    height: (data, width) => Math.min(width * 0.9, data.x || data.y ? 440 : 620),
    option(data, style, width) {
        const total = count(data);
        const [xDigits, yDigits] = [0, 1].map(n => decimals(data.groups.flatMap(group => group.points.map(point => point[n]))));
        const named = total <= mostNamed;
        const placed = named ? places(data, width - 80, points.height(data, width) - 90) : [];
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
                        show: named, distance: 5, color: style.ink, fontSize: 12,
                        formatter: ({ dataIndex }) => group.points[dataIndex][2],
                    },
                    data: group.points.map(([x, y], i) => (named ? { value: [x, y], label: { position: placed[n][i] } } : [x, y])),
                };
            }),
        };
    },
};
