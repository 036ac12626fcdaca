// Draws the charts of a report. Each figure carries its data as JSON and, for readers without script, as a table.
import { bars } from './bars.js';
import { cells } from './cells.js';
import { start } from './echarts.js';
import { legend } from './legend.js';
import { lines } from './lines.js';
import { points } from './points.js';
import { theme } from './theme.js';

const makers = { bar: bars, line: lines, scatter: points, heat: cells };
const printWidth = 680; // CSS pixels between the margins of an A4 or a letter page
const root = document.documentElement;
const charts = [...document.querySelectorAll('figure[data-chart]')].map(figure => {
    const data = JSON.parse(figure.querySelector('script[type="application/json"]').textContent);
    return { figure, data, maker: makers[data.type], place: figure.querySelector('.chart'), width: 0 };
});

function draw(chart, width) {
    const style = theme();
    const height = chart.maker.height(chart.data, width);
    chart.drawing?.dispose();
    chart.width = width;
    chart.place.style.height = `${height}px`;
    chart.drawing = start(chart.place, { renderer: chart.maker.renderer(chart.data), width, height });
    chart.drawing.setOption({
        animation: false,
        textStyle: { fontFamily: style.font, fontSize: 12, color: style.ink },
        ...chart.maker.option(chart.data, style, width),
    });
    legend(chart, style);
}

// The page opens with all tables shown; those whose chart is there fold away.
for (const chart of charts) {
    chart.place.hidden = false;
    draw(chart, chart.place.clientWidth);
    chart.figure.querySelector('details').open = false;
}

const observer = new ResizeObserver(entries => {
    for (const { target, contentRect } of entries) {
        const chart = charts.find(one => one.place === target);
        const width = Math.round(contentRect.width);
        if (width > 0 && width !== chart.width && !root.classList.contains('print')) {
            draw(chart, width);
        }
    }
});
charts.forEach(chart => observer.observe(chart.place));

function redraw() {
    charts.forEach(chart => draw(chart, chart.place.clientWidth));
}

matchMedia('(prefers-color-scheme: dark)').addEventListener('change', redraw);

addEventListener('beforeprint', () => {
    root.classList.add('print');
    document.querySelectorAll('section > details').forEach(folded => { folded.open = true; });
    for (const chart of charts) {
        draw(chart, printWidth);
        chart.drawing.getZr().flush();
    }
});

addEventListener('afterprint', () => {
    root.classList.remove('print');
    redraw();
});
