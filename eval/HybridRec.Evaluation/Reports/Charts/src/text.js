// Numbers as the tables write them, and what a hover shows.

// Decimals that show three digits of the largest value: the same for a whole chart. Keep in step with ChartTables.
export function decimals(values) {
    const finite = values.filter(value => value !== null && value !== undefined);
    const most = Math.max(0, ...finite.map(Math.abs));
    return finite.every(Number.isInteger) ? 0 : most >= 10 ? 1 : most >= 1 ? 2 : most >= 0.1 ? 3 : 4;
}

export function number(value, digits) {
    return value === null || value === undefined
        ? '–'
        : value.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits }).replaceAll('-', '−');
}

export function range(point, digits) {
    return point.low === null || point.high === null ? '' : `[${number(point.low, digits)}, ${number(point.high, digits)}]`;
}

// Axis labels: no more digits than the ticks need.
export function tick(value) {
    return value.toLocaleString('en-US', { maximumFractionDigits: 4 }).replaceAll('-', '−');
}

export function shorten(name, width) {
    const most = Math.max(8, Math.floor(width / 7));
    return name.length > most ? `${name.slice(0, most - 1)}…` : name;
}

// Names may hold anything, so the hover is built of text nodes, never of markup.
export function tip(title, rows) {
    const box = document.createElement('div');
    box.className = 'tip';
    const head = document.createElement('strong');
    head.textContent = title;
    const table = document.createElement('table');
    for (const [name, value, color] of rows) {
        const row = table.insertRow();
        const cell = row.insertCell();
        if (color) {
            const dot = document.createElement('span');
            dot.className = 'dot';
            dot.style.background = color;
            cell.append(dot);
        }

        cell.append(name);
        row.insertCell().textContent = value;
    }

    box.append(head, table);
    return box;
}

export function tooltip(style, more) {
    return {
        confine: true,
        transitionDuration: 0,
        backgroundColor: style.paper,
        borderColor: style.line,
        textStyle: { color: style.ink, fontSize: 12 },
        ...more,
    };
}
