// Colours come from the style sheet, so that page and charts are dark or light together.
export function theme() {
    const style = getComputedStyle(document.documentElement);
    const of = name => style.getPropertyValue(name).trim();
    return {
        font: getComputedStyle(document.body).fontFamily,
        ink: of('--ink'),
        faint: of('--faint'),
        line: of('--line'),
        paper: of('--paper'),
        low: of('--low'),
        high: of('--high'),
        onHigh: of('--on-high'),
        series: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10].map(n => of(`--series-${n}`)),
    };
}

const symbols = ['circle', 'rect', 'triangle', 'diamond', 'emptyCircle', 'emptyRect', 'emptyTriangle', 'emptyDiamond'];
const dashes = ['solid', [6, 4], [2, 3], [9, 3, 2, 3]];

// Colour, shape and dash of the nth series: colours repeat after ten, then shape and dash still tell them apart.
export function look(style, n) {
    const round = Math.floor(n / style.series.length);
    return {
        color: style.series[n % style.series.length],
        symbol: symbols[(n + 4 * round) % symbols.length],
        dash: dashes[(n + round) % dashes.length],
    };
}

export function axis(style, name, more = {}) {
    return {
        name,
        nameTextStyle: { color: style.faint },
        axisLine: { show: false, lineStyle: { color: style.line } },
        axisTick: { show: false },
        axisLabel: { color: style.faint, hideOverlap: true },
        splitLine: { lineStyle: { color: style.line } },
        ...more,
    };
}
